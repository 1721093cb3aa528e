import type { VNode } from 'preact';
import { formatDayAndTime, formatMoney } from '../../../platform/i18n/index.js';
import { FieldFault, sentenceFor, TextField } from '../../shared/components/form-fields.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { ActForm, typedIn } from './people-desk-parts.js';
import type { WalkerDeskView } from './walker-desk-view.js';

interface Props {
  readonly view: WalkerDeskView;
  readonly context: PageContext;
}

/** What the fields of this form are called in a fault: the page has another form with the same questions. */
export const TYPE_FIELDS: Readonly<Record<string, string>> = {
  participationType: 'newType',
  distanceKm: 'newDistance',
  startSlot: 'newStart',
};

/** In which other way the walker could take part. */
export function WalkerTypeCard({ view, context }: Props): VNode | null {
  const { edition, walker } = view;
  const { language } = context;
  const others = edition.participationTypes.filter(({ code }) => code !== walker.typeCode);
  if (walker.place !== 'valid' || others.length === 0) return null;
  const t = translatorOf(language);
  const form = typedIn(view, 'type');
  const shared = { language, form } as const;
  const withStarts = others.filter(({ startSlots }) => startSlots.length > 0);
  const fault = sentenceFor(language, form, 'newType');
  const startFault = sentenceFor(language, form, 'newStart');
  return (
    <section class="card" aria-labelledby="type">
      <h2 id="type">{t('people-desk.type')}</h2>
      <details open={form.values['form'] === 'type'}>
        <summary>{t('people-desk.typeButton')}</summary>
        <ActForm state={view} context={context} name="type" action="/type" button={t('people-desk.typeButton')}>
          <input type="hidden" name="from" value={walker.typeCode} />
          <fieldset class="field">
            <legend class="as-label">{t('people-desk.newType')}</legend>
            <FieldFault id="newType-fault" language={language} sentence={fault} />
            {others.map(({ code, title, feeMinor }, index) => (
              <div class="tick" key={code}>
                <input
                  id={index === 0 ? 'newType' : `newType-${code}`}
                  type="radio"
                  name="newType"
                  value={code}
                  checked={form.values['newType'] === code}
                />
                <label for={index === 0 ? 'newType' : `newType-${code}`}>
                  {title[language]}{' '}
                  <span class="small mute">
                    ({t('list.column.fee')}: {formatMoney(language, feeMinor, edition.currency)})
                  </span>
                </label>
              </div>
            ))}
          </fieldset>
          <TextField
            {...shared}
            name="newDistance"
            label={t('list.column.distance')}
            hint={t('people-desk.newDistanceHint')}
            inputMode="numeric"
            optional
            short
          />
          {withStarts.length === 0 ? null : (
            <div class={startFault === undefined ? 'field' : 'field faulty'}>
              <label for="newStart">{t('list.column.slot')}</label>
              <FieldFault id="newStart-fault" language={language} sentence={startFault} />
              <select id="newStart" name="newStart" aria-invalid={startFault === undefined ? undefined : 'true'}>
                <option value="">—</option>
                {withStarts.map(({ code, title, startSlots }) => (
                  <optgroup key={code} label={title[language]}>
                    {startSlots.map((slot) => (
                      <option
                        key={slot.toISOString()}
                        value={slot.toISOString()}
                        selected={form.values['newStart'] === slot.toISOString()}
                      >
                        {formatDayAndTime(language, slot)}
                      </option>
                    ))}
                  </optgroup>
                ))}
              </select>
            </div>
          )}
          <div class="tick">
            <input
              id="tellType"
              name="tell"
              type="checkbox"
              value="yes"
              checked={form.values['form'] === undefined || form.values['tell'] === 'yes'}
            />
            <label for="tellType">{t('people-desk.tell')}</label>
          </div>
          <p class="small mute">{t('people-desk.typeText')}</p>
        </ActForm>
      </details>
    </section>
  );
}
