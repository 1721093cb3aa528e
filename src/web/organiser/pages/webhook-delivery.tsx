import type { Edition } from '../../../domain/edition.js';
import { formatDayAndTime } from '../../../platform/i18n/index.js';
import type { WholeDelivery } from '../../../webhooks/index.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { WorkLayout } from '../../shared/work-layout.js';
import { DELIVERY_TONES } from './webhooks.js';

export interface WebhookDeliveryView {
  readonly edition: Edition;
  readonly delivery: WholeDelivery;
}

/** One delivery: what was sent, what came back, and sending it again. */
export function renderWebhookDeliveryPage({ edition, delivery }: WebhookDeliveryView, context: PageContext): string {
  const { language } = context;
  const t = translatorOf(language);
  const { id, url, eventId, eventType, state, tries, status, createdAt, triedAt, body, answer } = delivery;
  const query = new URLSearchParams({ language, edition: edition.slug });
  return renderPage(
    <WorkLayout context={context} title={eventId} heading={edition.title[language]}>
      <p>
        <a href={`/organise/webhooks?${query.toString()}`}>{t('hooks.title')}</a>
      </p>
      <h1>
        {eventType} <span class={`chip ${DELIVERY_TONES[state]}`}>{t(`hooks.state.${state}`)}</span>
      </h1>
      <section class="card" aria-labelledby="how">
        <h2 id="how">{t('hooks.how')}</h2>
        <dl class="facts">
          <div>
            <dt>webhook-id</dt>
            <dd>{eventId}</dd>
          </div>
          <div>
            <dt>{t('hooks.url')}</dt>
            <dd>
              <code>{url}</code>
            </dd>
          </div>
          <div>
            <dt>{t('hooks.happened')}</dt>
            <dd>{formatDayAndTime(language, createdAt)}</dd>
          </div>
          <div>
            <dt>{t('hooks.lastTry')}</dt>
            <dd>
              {t('hooks.tries', { count: tries })}
              {triedAt === null ? '' : ` · ${formatDayAndTime(language, triedAt)}`}
            </dd>
          </div>
          <div>
            <dt>{t('hooks.answer')}</dt>
            <dd>
              {status === null ? '' : `HTTP ${String(status)} `}
              <code>{answer ?? ''}</code>
            </dd>
          </div>
        </dl>
        {state === 'waiting' ? (
          <p role="status">{t('hooks.willBeTried')}</p>
        ) : (
          <form action={`/organise/webhooks/deliveries/${id}/replay?language=${language}`} method="post">
            <input type="hidden" name="edition" value={edition.slug} />
            <button class="btn go" type="submit">
              {t('hooks.replay')}
            </button>
          </form>
        )}
      </section>
      <section class="card" aria-labelledby="body">
        <h2 id="body">{t('hooks.body')}</h2>
        <p>
          <code>{body}</code>
        </p>
      </section>
    </WorkLayout>,
  );
}
