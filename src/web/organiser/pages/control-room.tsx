import type { VNode } from 'preact';
import { type Edition, PARTICIPATION_GROUPS } from '../../../domain/edition.js';
import type { Language } from '../../../domain/language.js';
import { OFFLINE_METHODS } from '../../../offline-gifts/index.js';
import { formatClock, formatMoney, formatNumber, formatTime } from '../../../platform/i18n/index.js';
import { assetPath } from '../../shared/assets/asset-files.js';
import { targetOf } from '../../shared/components/gift-list.js';
import { groupName } from '../../shared/components/summary-rows.js';
import { liveSource } from '../../shared/live-source.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, targetPath } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import type { ControlRoomPartProps, ControlRoomView, OrganiserGiftView } from './control-room-view.js';
import { CheckedIn } from './check-in-desk.js';
import { GivingPaceCard } from './giving-pace.js';
import { KeyFigures } from './key-figures.js';
import { figuresOf } from './list-address.js';
import { WorkLayout } from '../../shared/work-layout.js';
import { attentionDetails, attentionTitle } from '../attention-words.js';
import { statusTone } from '../status-tone.js';

/** The organiser's first page: today's money and walkers at a glance, and what waits for a person. */
export function renderControlRoomPage(view: ControlRoomView, context: PageContext): string {
  const { edition, total } = view;
  const t = translatorOf(context.language);
  return renderPage(
    <WorkLayout
      context={context}
      title={t('work.title')}
      heading={edition.title[context.language]}
      scripts={[assetPath('check-in.js')]}
      live={liveSource(context, { kind: 'edition' }, total, edition.currency, edition.goalMinor)}
    >
      <h1 class="unseen">{t('work.title')}</h1>
      <KeyFigures view={view} context={context} />
      <div class="two">
        <Attention view={view} context={context} />
        <Health view={view} context={context} />
      </div>
      <GivingPaceCard edition={edition} pace={view.pace} context={context} />
      <div class="two">
        <Groups view={view} context={context} />
        <Start view={view} context={context} />
      </div>
      <LatestGifts view={view} context={context} />
      <ForOthers view={view} context={context} />
    </WorkLayout>,
  );
}

function Attention({ view: { attention, edition }, context: { language } }: ControlRoomPartProps): VNode {
  const t = translatorOf(language);
  const { parkedEvents, suspenseMinor, parked, items } = attention;
  const nothing = parkedEvents === 0 && suspenseMinor === 0 && items.length === 0;
  return (
    <section class="card" aria-labelledby="attention" data-live-region="attention">
      <h2 id="attention">{t('work.attention')}</h2>
      {nothing ? (
        <p class="hollow">{t('work.attentionNone')}</p>
      ) : (
        <ul class="issues">
          {parkedEvents === 0 ? null : (
            <li>
              <p>
                <b>{t('work.parked', { count: parkedEvents })}</b>
                <span class="small mute">{t('work.parkedText')}</span>
              </p>
              <span class="chip bad">{formatNumber(language, parkedEvents)}</span>
            </li>
          )}
          {suspenseMinor === 0 ? null : (
            <li>
              <p>
                <b>{t('work.suspense', { amount: formatMoney(language, suspenseMinor, edition.currency) })}</b>
                <span class="small mute">{t('work.suspenseText')}</span>
              </p>
            </li>
          )}
          {parked.map(({ type, eventId, error }) => (
            <li key={eventId}>
              <p>
                <b>
                  {type} {eventId}
                </b>
                {error === null ? null : <span class="small mute">{error}</span>}
              </p>
            </li>
          ))}
          {items.map(({ id, kind, reference, detail }) => (
            <li key={id}>
              <p>
                <b>{attentionTitle(language, kind)}</b>
                <span class="small mute" dir="auto">
                  {attentionDetails(language, detail)
                    .map(({ name, value }) => `${name}: ${value}`)
                    .join(' · ') || reference}
                </span>
                <a
                  href={`/organise/attention/${id}?${new URLSearchParams({ language, edition: edition.slug }).toString()}`}
                >
                  {t('attention.look')}
                  <span class="unseen">
                    {' '}
                    {attentionTitle(language, kind)} {reference}
                  </span>
                </a>
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Health({ view: { webhooks, ledgerProof }, context: { language } }: ControlRoomPartProps): VNode {
  const t = translatorOf(language);
  const checkedAt = ledgerProof.checkedAt === null ? '' : formatTime(language, ledgerProof.checkedAt);
  const proof = {
    ok: ['', t('work.proofOk', { time: checkedAt })],
    differs: ['bad', t('work.proofDiffers', { time: checkedAt })],
    never: ['wait', t('work.proofNever')],
  } as const;
  const stripe = {
    ok: ['', t('work.webhooksOk')],
    slow: ['wait', t('work.webhooksSlow')],
    stopped: ['bad', t('work.webhooksStopped')],
  } as const;
  const [proofTone, proofWord] = proof[ledgerProof.state];
  const [stripeTone, stripeWord] = stripe[webhooks.state];
  const last =
    webhooks.lastReceivedAt === null
      ? t('work.noEvent')
      : t('work.lastEvent', { time: formatClock(language, webhooks.lastReceivedAt) });
  return (
    <section class="card" aria-labelledby="health" data-live-region="health">
      <h2 id="health">{t('work.health')}</h2>
      <ul class="issues">
        <li>
          <p>
            <b>{t('work.proof')}</b>
            <span class="small mute">{t('work.proofText')}</span>
          </p>
          <span class={`chip ${proofTone}`}>{proofWord}</span>
        </li>
        <li>
          <p>
            <b>{t('work.webhooks')}</b>
            <span class="small mute num">
              {t('work.received', { count: webhooks.receivedLastHour })} ·{' '}
              {t('work.waiting', { count: webhooks.waiting })} · {last}
            </span>
          </p>
          <span class={`chip ${stripeTone}`}>{stripeWord}</span>
        </li>
      </ul>
    </section>
  );
}

function Groups({ view: { edition, total }, context: { language } }: ControlRoomPartProps): VNode {
  const t = translatorOf(language);
  const figure = figuresOf(edition.slug, language);
  return (
    <section class="card" aria-labelledby="groups">
      <h2 id="groups">{t('work.groups')}</h2>
      <table data-live-region="groups">
        <thead>
          <tr>
            <th scope="col">{t('work.group')}</th>
            <th scope="col" class="r">
              {t('work.walkers')}
            </th>
            <th scope="col" class="r">
              {t('work.raised')}
            </th>
          </tr>
        </thead>
        <tbody>
          {PARTICIPATION_GROUPS.map((group) => (
            <tr key={group}>
              <th scope="row">{groupName(language, group)}</th>
              <td class="r num">
                <a href={figure('walkers', { group })}>{formatNumber(language, total.walkersByGroup[group])}</a>
              </td>
              <td class="r num">
                <a href={figure('donations', { group })}>
                  {formatMoney(language, total.raisedByGroup[group], edition.currency, 'always')}
                </a>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Who came to the start, kept true by a script of its own. */
function Start({ view: { edition, starts }, context }: ControlRoomPartProps): VNode {
  const { language } = context;
  const t = translatorOf(language);
  const query = new URLSearchParams({ language, edition: edition.slug }).toString();
  return (
    <section class="card" aria-labelledby="start">
      <h2 id="start">{t('check-in.title')}</h2>
      <CheckedIn starts={starts} edition={edition} context={context} />
      <ul class="plain small">
        {starts
          .filter(({ startsAt }) => startsAt !== null)
          .slice(0, 8)
          .map(({ typeCode, startsAt, walkers, checkedIn }) => (
            <li key={`${typeCode} ${String(startsAt?.getTime())}`} class="num">
              {startsAt === null ? '' : formatTime(language, startsAt)} · {formatNumber(language, checkedIn)} /{' '}
              {formatNumber(language, walkers)}
            </li>
          ))}
      </ul>
      <p>
        <a href={`/organise/check-in?${query}`}>{t('check-in.more')}</a>
      </p>
    </section>
  );
}

function LatestGifts({ view: { edition, latestGifts }, context }: ControlRoomPartProps): VNode {
  const { language } = context;
  const t = translatorOf(language);
  return (
    <section class="card" aria-labelledby="latest">
      <h2 id="latest">{t('work.latest')}</h2>
      <div data-live-region="gifts">
        {latestGifts.length === 0 ? (
          <p class="hollow">{t('work.noGifts')}</p>
        ) : (
          <div class="sideways" tabIndex={0} role="group" aria-labelledby="latest">
            <table>
              <thead>
                <tr>
                  <th scope="col">{t('work.when')}</th>
                  <th scope="col">{t('work.donor')}</th>
                  <th scope="col">{t('work.to')}</th>
                  <th scope="col">{t('work.method')}</th>
                  <th scope="col" class="r">
                    {t('work.amount')}
                  </th>
                  <th scope="col">{t('work.status')}</th>
                </tr>
              </thead>
              <tbody>
                {latestGifts.map((gift) => (
                  <GiftRow gift={gift} edition={edition} context={context} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </div>
    </section>
  );
}

/** What goes out of this room: to a hall, and to the press. */
function ForOthers({ view: { edition, screenPath, mayChange }, context: { language } }: ControlRoomPartProps): VNode {
  const t = translatorOf(language);
  const query = new URLSearchParams({ language, edition: edition.slug }).toString();
  return (
    <section class="card" aria-labelledby="for-others">
      <h2 id="for-others">{t('work.forOthers')}</h2>
      <ul class="issues">
        <li>
          <p>
            <b>
              <a href={screenPath}>{t('screen.title')}</a>
            </b>
            <span class="small mute">{t('screen.text')}</span>
          </p>
          {mayChange ? (
            <form action={`/organise/screen-links/end?language=${language}`} method="post">
              <input type="hidden" name="edition" value={edition.slug} />
              <button class="btn line" type="submit">
                {t('screen.endLinks')}
              </button>
            </form>
          ) : null}
        </li>
        {mayChange ? (
          <li>
            <p>
              <b>{t('snapshot.fromRoom')}</b>
            </p>
            <a class="btn line" href={`/organise/snapshots?${query}#freeze`}>
              {t('snapshot.freezeThese')}
            </a>
          </li>
        ) : null}
      </ul>
    </section>
  );
}

/** Names that are the same in every language. */
const METHOD_NAMES: Readonly<Record<string, string>> = {
  bancontact: 'Bancontact',
  ideal: 'iDEAL',
  paypal: 'PayPal',
  link: 'Link',
};

/** What people call a way of paying; Stripe's own word for one that is new to us. */
function methodName(method: string, language: Language): string {
  const t = translatorOf(language);
  const offline = OFFLINE_METHODS.find((it) => it === method);
  if (offline !== undefined) return t(`list.word.${offline}`);
  if (method === 'card') return t('method.card');
  if (method === 'sepa_debit') return t('method.sepaDebit');
  return METHOD_NAMES[method] ?? method;
}

interface GiftRowProps {
  readonly gift: OrganiserGiftView;
  readonly edition: Edition;
  readonly context: PageContext;
}

function GiftRow({ gift, edition, context }: GiftRowProps): VNode {
  const { language } = context;
  const t = translatorOf(language);
  const target = targetOf(gift.target);
  return (
    <tr>
      <td class="num">
        <a href={`/organise/gifts/${gift.id}?${new URLSearchParams({ language, edition: edition.slug }).toString()}`}>
          {formatClock(language, gift.at)}
        </a>
      </td>
      <td>
        <bdi>{gift.donor}</bdi>
        {gift.anonymous ? <span class="small mute"> ({t('work.anonymous')})</span> : null}
      </td>
      <td>
        <a href={targetPath(context, target)}>
          <bdi>{target.kind === 'edition' ? t('work.edition') : target.name}</bdi>
        </a>
      </td>
      <td>{gift.method === null ? '—' : methodName(gift.method, language)}</td>
      <td class="r num">{formatMoney(language, gift.amountMinor, edition.currency, 'always')}</td>
      <td>
        <span class={`chip ${statusTone(gift.status) ?? ''}`}>{t(`status.${gift.status}`)}</span>
      </td>
    </tr>
  );
}
