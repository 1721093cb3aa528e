import type { VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import { formatDay, formatDayAndTime } from '../../../platform/i18n/index.js';
import { WEBHOOK_EVENT_TYPES } from '../../../webhook-events/index.js';
import type { WebhookDelivery, WebhookEndpoint } from '../../../webhooks/index.js';
import { ErrorSummary, type FormState, TextField, TickBox } from '../../shared/components/form-fields.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { WorkLayout } from '../../shared/work-layout.js';

export interface WebhooksView {
  readonly edition: Edition;
  readonly endpoints: readonly WebhookEndpoint[];
  readonly deliveries: readonly WebhookDelivery[];
  /** Where the page of older deliveries goes on; `null`: there are none. */
  readonly older: string | null;
  /** The secret of the endpoint that was opened just now; it is shown here and nowhere else. */
  readonly secret: string | null;
  readonly form: FormState;
  readonly error: ErrorCode | null;
}

interface Props {
  readonly view: WebhooksView;
  readonly context: PageContext;
}

/** How each state of a delivery is shown. */
export const DELIVERY_TONES: Readonly<Record<WebhookDelivery['state'], string>> = {
  waiting: 'wait',
  delivered: '',
  failed: 'wait',
};

/** Where other programs are told what happens, how that went, and a new one. */
export function renderWebhooksPage(view: WebhooksView, context: PageContext): string {
  const { edition, endpoints, secret, form, error } = view;
  const { language } = context;
  const t = translatorOf(language);
  const controls = Object.fromEntries(form.errors.map(({ field }) => [field, field]));
  return renderPage(
    <WorkLayout context={context} title={t('hooks.title')} heading={edition.title[language]}>
      <h1>{t('hooks.title')}</h1>
      <p>
        {t('hooks.intro')} <a href="https://www.standardwebhooks.com/">Standard Webhooks</a>.
      </p>
      <ErrorSummary language={language} form={form} error={error} controls={controls} />
      {secret === null ? null : (
        <section class="card" role="status" aria-labelledby="new-secret">
          <h2 id="new-secret">{t('hooks.secretTitle')}</h2>
          <p>{t('hooks.secretText')}</p>
          <p>
            <code>{secret}</code>
          </p>
        </section>
      )}
      <section class="card" aria-labelledby="endpoints">
        <h2 id="endpoints">{t('hooks.endpoints')}</h2>
        {endpoints.length === 0 ? <p class="hollow">{t('hooks.none')}</p> : null}
        <ul class="issues">
          {endpoints.map((endpoint) => (
            <Endpoint key={endpoint.id} endpoint={endpoint} view={view} context={context} />
          ))}
        </ul>
      </section>
      <Deliveries view={view} context={context} />
      <NewEndpoint view={view} context={context} />
    </WorkLayout>,
  );
}

function Endpoint({ endpoint, view: { edition }, context }: Props & { readonly endpoint: WebhookEndpoint }): VNode {
  const { language } = context;
  const t = translatorOf(language);
  const { id, url, eventTypes, createdBy, createdAt, closedAt } = endpoint;
  return (
    <li>
      <p>
        <b>{url}</b>
        <span class="small mute">
          {eventTypes.map((type) => t(`hooks.type.${type}`)).join(', ')} ·{' '}
          {t('keys.made', { who: createdBy, day: formatDay(language, createdAt) })}
        </span>
      </p>
      {closedAt !== null ? (
        <span class="chip dull">{t('hooks.closed')}</span>
      ) : (
        <form action={`/organise/webhooks/${id}/close?language=${language}`} method="post">
          <input type="hidden" name="edition" value={edition.slug} />
          <button class="btn line" type="submit">
            {t('hooks.close')}
            <span class="unseen"> {url}</span>
          </button>
        </form>
      )}
    </li>
  );
}

function Deliveries({ view: { edition, deliveries, older }, context: { language } }: Props): VNode {
  const t = translatorOf(language);
  const query = new URLSearchParams({ language, edition: edition.slug });
  return (
    <section class="card" aria-labelledby="deliveries">
      <h2 id="deliveries">{t('hooks.deliveries')}</h2>
      {deliveries.length === 0 ? <p class="hollow">{t('hooks.noDeliveries')}</p> : null}
      <ul class="issues">
        {deliveries.map(({ id, url, eventId, eventType, state, tries, status, createdAt }) => (
          <li key={id}>
            <p>
              <a href={`/organise/webhooks/deliveries/${id}?${query.toString()}`}>
                {eventType} <span class="num">{eventId}</span>
              </a>
              <span class="small mute">
                {formatDayAndTime(language, createdAt)} · {url} · {t('hooks.tries', { count: tries })}
                {status === null ? '' : ` · HTTP ${String(status)}`}
              </span>
            </p>
            <span class={`chip ${DELIVERY_TONES[state]}`}>{t(`hooks.state.${state}`)}</span>
          </li>
        ))}
      </ul>
      {older === null ? null : (
        <p>
          <a href={`/organise/webhooks?${query.toString()}&before=${older}`}>{t('log.older')}</a>
        </p>
      )}
    </section>
  );
}

function NewEndpoint({ view: { edition, form }, context: { language } }: Props): VNode {
  const t = translatorOf(language);
  const shared = { language, form } as const;
  return (
    <section class="card" aria-labelledby="new-endpoint">
      <h2 id="new-endpoint">{t('hooks.new')}</h2>
      <form class="form" id="form" action={`/organise/webhooks?language=${language}`} method="post" novalidate>
        <input type="hidden" name="edition" value={edition.slug} />
        <input type="hidden" name="entry" value={form.values['entry'] ?? ''} />
        <TextField
          {...shared}
          name="url"
          label={t('hooks.url')}
          hint={t('hooks.urlHint')}
          maxLength={500}
          autocomplete="off"
        />
        <fieldset class="field">
          <legend>{t('hooks.types')}</legend>
          {WEBHOOK_EVENT_TYPES.map((type) => (
            <TickBox key={type} {...shared} name={type}>
              {t(`hooks.type.${type}`)} <code>{type}</code>
            </TickBox>
          ))}
        </fieldset>
        <p class="actions">
          <button class="btn go" type="submit">
            {t('hooks.open')}
          </button>
        </p>
      </form>
    </section>
  );
}
