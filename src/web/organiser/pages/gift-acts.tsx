import type { VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import type { DeskAct, DeskGift, PageChange } from '../../../gift-desk/index.js';
import { formatDayAndTime, formatMoney } from '../../../platform/i18n/index.js';
import type { FormState } from '../../shared/components/form-fields.js';
import { targetOf } from '../../shared/components/gift-list.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';

interface Props {
  readonly gift: DeskGift;
  readonly edition: Edition;
  readonly context: PageContext;
}

/** Where the parts of a split gift stand; nothing for a gift that is whole. */
export function GiftParts({ gift, edition, context: { language } }: Props): VNode | null {
  if (gift.parts.length === 0) return null;
  const t = translatorOf(language);
  return (
    <section class="card" aria-labelledby="parts">
      <h2 id="parts">{t('desk.parts')}</h2>
      <p>{t('desk.partsText')}</p>
      <div class="sideways" tabIndex={0} role="group" aria-labelledby="parts">
        <table>
          <thead>
            <tr>
              <th scope="col">{t('desk.page')}</th>
              <th scope="col" class="r">
                {t('list.column.amount')}
              </th>
              <th scope="col" class="r">
                {t('list.column.raised')}
              </th>
            </tr>
          </thead>
          <tbody>
            {gift.parts.map((part) => {
              const target = targetOf(part.target);
              const name = <bdi>{target.kind === 'edition' ? t('work.edition') : target.name}</bdi>;
              return (
                <tr key={part.id}>
                  <td>
                    {part.id === gift.id ? (
                      <b>
                        {name} ({t('desk.thisPart')})
                      </b>
                    ) : (
                      <a href={`/organise/gifts/${part.id}?language=${language}&edition=${edition.slug}`}>{name}</a>
                    )}
                  </td>
                  <td class="r num">{formatMoney(language, part.amountMinor, edition.currency, 'always')}</td>
                  <td class="r num">{formatMoney(language, part.raisedMinor, edition.currency, 'always')}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** What was done with the gift, each act with what undoing it changes. */
export function GiftActs({ form, ...props }: Props & { readonly form: FormState }): VNode | null {
  const { gift, context } = props;
  if (gift.acts.length === 0) return null;
  const t = translatorOf(context.language);
  return (
    <section class="card" aria-labelledby="acts">
      <h2 id="acts">{t('desk.acts')}</h2>
      <ul class="plain">
        {gift.acts.map((act) => (
          <li key={act.id}>
            <p>
              <b>{t(`desk.act.${act.kind}`)}</b> · {act.doneBy}
              <span class="small mute">
                {' '}
                {formatDayAndTime(context.language, act.doneAt)}
                {act.undoneAt === null && act.undoing === null ? ` · ${t('desk.cannotUndo')}` : ''}
              </span>
              {act.undoneAt === null ? null : <span class="chip dull">{t('desk.undone')}</span>}
            </p>
            {act.undoing === null ? null : (
              <details open={form.values['act'] === act.id}>
                <summary>{t('desk.undo')}</summary>
                <Undo {...props} act={act} changes={act.undoing} form={form} />
              </details>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

interface UndoProps extends Props {
  readonly act: DeskAct;
  readonly changes: readonly PageChange[];
  readonly form: FormState;
}

function Undo({ gift, edition, act, changes, form, context: { language } }: UndoProps): VNode {
  const t = translatorOf(language);
  const action = `/organise/gifts/${gift.id}/acts/${act.id}/undo?language=${language}`;
  return (
    <form class="form" action={action} method="post" novalidate>
      <input type="hidden" name="edition" value={edition.slug} />
      <input type="hidden" name="act" value={act.id} />
      <div>
        <ul class="issues">
          {changes.map(({ target, beforeMinor, afterMinor }) => (
            <li key={`${target.kind} ${target.slug ?? ''}`}>
              <p>
                <bdi>{target.name}</bdi>
              </p>
              <span class="num">
                {formatMoney(language, beforeMinor, edition.currency, 'always')} →{' '}
                {formatMoney(language, afterMinor, edition.currency, 'always')}
              </span>
            </li>
          ))}
        </ul>
        <div class="field">
          <label for={`reason-${act.id}`}>{t('desk.reason')}</label>
          <input
            id={`reason-${act.id}`}
            name="reason"
            type="text"
            maxLength={300}
            value={form.values['act'] === act.id ? (form.values['reason'] ?? '') : ''}
          />
        </div>
        <div class="tick">
          <input id={`tell-${act.id}`} type="checkbox" name="tellDonor" value="yes" />
          <label for={`tell-${act.id}`}>{t('desk.tellDonor')}</label>
        </div>
      </div>
      <p class="actions">
        <button class="btn line" type="submit">
          {t('desk.undoButton')}
        </button>
      </p>
    </form>
  );
}
