import type { VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import { formatDayAndTime } from '../../../platform/i18n/index.js';
import { MOST_WALKERS } from '../../../registration/index.js';
import type { OwnWaitingPlace } from '../../../waiting-list/index.js';
import { assetPath } from '../../shared/assets/asset-files.js';
import { ErrorSummary, type FormState, TextField } from '../../shared/components/form-fields.js';
import { Layout } from '../../shared/layout.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, under } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { type PlacesLeftView, SelectField } from './register-walkers.js';
import { Sign } from './thanks.js';

export interface WaitingListPageView {
  readonly edition: Edition;
  readonly placesLeft: PlacesLeftView;
  readonly form: FormState;
  readonly error: ErrorCode | null;
}

/** The form to wait for a place. Three fields: who waits long has told us enough. */
export function renderWaitingListPage(view: WaitingListPageView, context: PageContext): string {
  const { edition, placesLeft, form, error } = view;
  const { language } = context;
  const t = translatorOf(language);
  const full = edition.participationTypes.filter(({ code }) => placesLeft.get(code) === 0);
  const chosen = full.find(({ code }) => code === form.values['participationType']) ?? full[0];
  const title = t('waiting.title');
  const field = { language, form };
  return renderPage(
    <Layout context={context} title={title} unlisted styleSheets={[assetPath('register.css')]}>
      <div class="wrap column">
        <h1>{title}</h1>
        <ErrorSummary language={language} form={form} error={error} controls={{}} />
        {chosen === undefined ? (
          <p class="notice">
            {t('waiting.none')} <a href={under(context, '/register')}>{t('waiting.toRegister')}</a>
          </p>
        ) : (
          <>
            <p class="lead">{t('waiting.lead', { type: chosen.title[language], hours: edition.waitingOfferHours })}</p>
            <form id="form" class="form" action={under(context, '/waiting-list')} method="post" novalidate data-once="">
              <div>
                {full.length === 1 ? (
                  <input type="hidden" name="participationType" value={chosen.code} />
                ) : (
                  <SelectField {...field} name="participationType" label={t('waiting.which')}>
                    {full.map((type) => (
                      <option key={type.code} value={type.code} selected={type.code === chosen.code}>
                        {type.title[language]}
                      </option>
                    ))}
                  </SelectField>
                )}
                <TextField {...field} name="name" label={t('waiting.name')} autocomplete="name" maxLength={200} />
                <TextField
                  {...field}
                  name="email"
                  type="email"
                  inputMode="email"
                  label={t('register.email')}
                  autocomplete="email"
                  maxLength={254}
                />
                <SelectField {...field} name="places" label={t('waiting.places')} hint={t('waiting.placesHint')} short>
                  {Array.from({ length: Math.min(MOST_WALKERS, chosen.capacity ?? MOST_WALKERS) }, (_, index) => (
                    <option
                      key={index}
                      value={String(index + 1)}
                      selected={form.values['places'] === String(index + 1)}
                    >
                      {String(index + 1)}
                    </option>
                  ))}
                </SelectField>
              </div>
              <button class="btn go wide" type="submit">
                {t('waiting.join')}
              </button>
            </form>
          </>
        )}
      </div>
    </Layout>,
  );
}

interface OwnPlaceView {
  readonly edition: Edition;
  readonly token: string;
  readonly place: OwnWaitingPlace;
}

interface PartProps {
  readonly view: OwnPlaceView;
  readonly context: PageContext;
}

/** Where somebody stands in line, what they were offered, and how to leave. */
export function renderOwnWaitingPlacePage(view: OwnPlaceView, context: PageContext): string {
  const { token, place } = view;
  const t = translatorOf(context.language);
  const title = t(`waiting.${place.state}Title`);
  const mood = { waiting: 'waiting', offered: 'good', accepted: 'good', passed: 'plain', left: 'plain' } as const;
  const waits = place.state === 'waiting' || place.state === 'offered';
  return renderPage(
    <Layout context={context} title={title} unlisted>
      <div class="wrap column">
        <div class={`card moment ${mood[place.state]}`}>
          <Sign mood={mood[place.state]} />
          <h1>{title}</h1>
          <Words view={view} context={context} />
        </div>
        {waits ? (
          <form id="form" action={under(context, `/waiting-list/${token}/leave`)} method="post">
            <p class="actions">
              <button class="btn quiet" type="submit">
                {t('waiting.leave')}
              </button>
            </p>
          </form>
        ) : null}
      </div>
    </Layout>,
  );
}

function Words({ view: { edition, token, place }, context }: PartProps): VNode {
  const { language } = context;
  const t = translatorOf(language);
  const type =
    edition.participationTypes.find(({ code }) => code === place.participationTypeCode)?.title[language] ??
    place.participationTypeCode;
  switch (place.state) {
    case 'waiting':
      return (
        <>
          <p class="lead">{t('waiting.position', { position: place.position ?? 1, count: place.places, type })}</p>
          <p>{t('waiting.mailed', { email: place.email })}</p>
        </>
      );
    case 'offered':
      return (
        <>
          <p class="lead">
            {t('waiting.offered', {
              count: place.places,
              until: place.offerExpiresAt === null ? '' : formatDayAndTime(language, place.offerExpiresAt),
              type,
            })}
          </p>
          <p class="actions">
            <a class="btn go" href={`${under(context, '/register')}?offer=${token}`}>
              {t('waiting.take')}
            </a>
          </p>
        </>
      );
    case 'accepted':
      return <p>{t('waiting.accepted')}</p>;
    case 'passed':
    case 'left':
      return (
        <>
          <p>{t(`waiting.${place.state}`)}</p>
          <p class="actions">
            <a
              class="btn quiet"
              href={`${under(context, '/waiting-list')}?type=${encodeURIComponent(place.participationTypeCode)}`}
            >
              {t('waiting.again')}
            </a>
          </p>
        </>
      );
  }
}
