import type { ComponentChildren, VNode } from 'preact';
import {
  type CheckInResult,
  countOf,
  type StartCount,
  type StartWalker,
  walkerNumber,
} from '../../../check-in/index.js';
import type { Edition } from '../../../domain/edition.js';
import { formatDayAndTime, formatNumber, formatTime } from '../../../platform/i18n/index.js';
import { assetPath } from '../../shared/assets/asset-files.js';
import { Brand } from '../../shared/components/brand.js';
import { Head, LanguageSwitch } from '../../shared/layout.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { checkInDetails, checkInSentence, checkInTone } from '../check-in-words.js';

/** By what somebody may check walkers in. */
export type CheckInWay =
  | { readonly kind: 'organiser' }
  /** `who`: as they call themselves; `null` until they have said it. */
  | { readonly kind: 'link'; readonly until: string; readonly proof: string; readonly who: string | null };

export interface CheckInView {
  readonly edition: Edition;
  readonly way: CheckInWay;
  readonly starts: readonly StartCount[];
  readonly latest: readonly StartWalker[];
  readonly find: string;
  /** `null`: nobody was looked for. */
  readonly found: readonly StartWalker[] | null;
  /** What just came of a check-in by hand. */
  readonly result: CheckInResult | null;
  /** One for each who was found: a form that is sent twice checks in once. */
  readonly scanIds: readonly string[];
  /** The page that stays on the phone: what needs a connection is not on it. */
  readonly kept: boolean;
}

interface Props {
  readonly view: CheckInView;
  readonly context: PageContext;
}

/** The page at the start: scan, or look somebody up. */
export function renderCheckInPage(view: CheckInView, context: PageContext): string {
  const { edition, way, starts } = view;
  const { language } = context;
  const t = translatorOf(language);
  const { checkedIn, walkers } = countOf(edition, starts);
  return renderPage(
    <Frame context={context} edition={edition} way={way}>
      <div class="list-head">
        <h1>{t('check-in.title')}</h1>
        <p class="num">
          <b data-check-in-count={`${context.path}/count?${wayQuery(way, context).toString()}`}>
            {formatNumber(language, checkedIn)}
          </b>{' '}
          {t('check-in.of', { count: walkers })}
        </p>
      </div>
      {way.kind === 'link' && way.who === null ? (
        <WhoAreYou way={way} context={context} />
      ) : (
        <>
          <Result view={view} context={context} />
          <Scanner view={view} context={context} />
          {view.kept ? <Kept view={view} context={context} /> : <Finding view={view} context={context} />}
          <Latest view={view} context={context} />
        </>
      )}
    </Frame>,
  );
}

interface FrameProps {
  readonly context: PageContext;
  readonly edition: Edition;
  readonly way: CheckInWay | null;
  readonly children: ComponentChildren;
}

/** The frame of a page that volunteers hold in their hands: nothing leads away from it. */
function Frame({ context, edition, way, children }: FrameProps): VNode {
  const { language } = context;
  const t = translatorOf(language);
  const home =
    way?.kind === 'organiser'
      ? `/organise/check-in?${new URLSearchParams({ language, edition: edition.slug }).toString()}`
      : `/${language}/${encodeURIComponent(edition.slug)}`;
  const query = way === null ? new URLSearchParams() : wayQuery(way, context);
  return (
    <html lang={language}>
      <Head
        context={context}
        title={t('check-in.title')}
        description={t('check-in.title')}
        unlisted
        askAgain={false}
        styleSheets={[assetPath('work.css')]}
        scripts={[assetPath('check-in.js'), assetPath('check-in-kept.js')]}
      />
      <body class="work check-in">
        <a class="skip" href="#main">
          {t('layout.skip')}
        </a>
        <div class="work-bar">
          <header class="top wrap">
            <Brand href={home} name={edition.title[language]} />
            <LanguageSwitch
              context={context}
              hrefOf={(other) => {
                query.set('language', other);
                return `${context.path}?${query.toString()}`;
              }}
            />
          </header>
        </div>
        <main id="main" class="wrap" tabIndex={-1}>
          {children}
        </main>
      </body>
    </html>
  );
}

/** What opens the page again for the same person. */
function wayQuery(way: CheckInWay, { language }: PageContext): URLSearchParams {
  const query = new URLSearchParams({ language });
  if (way.kind === 'link') {
    query.set('until', way.until);
    query.set('proof', way.proof);
    if (way.who !== null) query.set('who', way.who);
  }
  return query;
}

/** The same in a form. */
function WayFields({ way, context }: { readonly way: CheckInWay; readonly context: PageContext }): VNode {
  return (
    <>
      {[...wayQuery(way, context)].map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
    </>
  );
}

function WhoAreYou({ way, context }: { readonly way: CheckInWay; readonly context: PageContext }): VNode {
  const t = translatorOf(context.language);
  return (
    <form class="card form" action={context.path} method="get">
      <WayFields way={way} context={context} />
      <div class="field">
        <label for="who">{t('check-in.who')}</label>
        <p class="hint" id="who-hint">
          {t('check-in.whoHint')}
        </p>
        <input
          id="who"
          name="who"
          type="text"
          maxLength={60}
          required
          autocomplete="given-name"
          aria-describedby="who-hint"
        />
      </div>
      <p class="actions">
        <button class="btn go" type="submit">
          {t('check-in.begin')}
        </button>
      </p>
    </form>
  );
}

function Result({ view: { result }, context: { language } }: Props): VNode | null {
  if (result === null) return null;
  return (
    <p class={`card scan-result ${checkInTone(result)}`} role="status">
      <b>{checkInSentence(language, result)}</b>
      <span class="small">{checkInDetails(language, result)}</span>
    </p>
  );
}

/** Scanning is what the script does; without it there is the search below. */
function Scanner({ view: { way, edition }, context }: Props): VNode {
  const t = translatorOf(context.language);
  return (
    <section
      class="card"
      aria-labelledby="scan"
      hidden
      data-scanner={edition.slug}
      data-send={`${context.path}/scans?${wayQuery(way, context).toString()}`}
      data-reader={assetPath('qr-reader.js')}
      data-keep={`${context.path}/kept?${wayQuery(way, context).toString()}`}
      data-locale={context.language}
      data-waiting-none={t('check-in.waitingNone')}
      data-waiting-one={t('check-in.waitingOne', { n: '{n}' })}
      data-waiting-other={t('check-in.waitingOther', { n: '{n}' })}
      data-kept={t('check-in.kept')}
      data-other-edition={t('check-in.otherEdition')}
      data-not-ours={t('check-in.outcome.unknown')}
      data-no-camera={t('check-in.noCamera')}
      data-not-allowed={t('check-in.linkOver')}
    >
      <h2 id="scan">{t('check-in.scan')}</h2>
      <p class="actions">
        <button class="btn go" type="button" data-camera-on>
          {t('check-in.cameraOn')}
        </button>
        <button class="btn line" type="button" data-camera-off hidden>
          {t('check-in.cameraOff')}
        </button>
      </p>
      <video class="scan-video" muted playsInline hidden aria-label={t('check-in.video')} />
      <p class="scan-waiting num" role="status" data-waiting />
      <ul class="scan-results" aria-live="polite" data-results />
    </section>
  );
}

/** In the place of the search, which needs a connection. */
function Kept({ view: { way }, context }: Props): VNode {
  const t = translatorOf(context.language);
  return (
    <section class="card" aria-labelledby="kept">
      <h2 id="kept">{t('check-in.keptTitle')}</h2>
      <p>{t('check-in.keptText')}</p>
      <p class="actions">
        <a class="btn line" href={`${context.path}?${wayQuery(way, context).toString()}`}>
          {t('check-in.keptAgain')}
        </a>
      </p>
    </section>
  );
}

function Finding({ view, context }: Props): VNode {
  const { way, find, found } = view;
  const t = translatorOf(context.language);
  return (
    <section class="card" aria-labelledby="by-name">
      <h2 id="by-name">{t('check-in.byName')}</h2>
      <form class="search" action={context.path} method="get" role="search">
        <WayFields way={way} context={context} />
        <label for="q">{t('check-in.find')}</label>
        <div class="search-line">
          <input id="q" name="q" type="search" value={find} maxLength={100} spellcheck={false} />
          <button class="btn quiet" type="submit">
            {t('search.button')}
          </button>
        </div>
      </form>
      {found === null ? null : found.length === 0 ? (
        <p class="hollow">{t('search.none', { query: find })}</p>
      ) : (
        <ul class="issues">
          {found.map((walker, index) => (
            <Found key={walker.id} view={view} context={context} walker={walker} scanId={view.scanIds[index] ?? ''} />
          ))}
        </ul>
      )}
    </section>
  );
}

interface FoundProps extends Props {
  readonly walker: StartWalker;
  readonly scanId: string;
}

function Found({ view: { way, edition }, context, walker, scanId }: FoundProps): VNode {
  const { language } = context;
  const t = translatorOf(language);
  const type = edition.participationTypes.find(({ code }) => code === walker.typeCode);
  const start = walker.startsAt === null ? null : formatDayAndTime(language, walker.startsAt);
  return (
    <li>
      <p>
        <b dir="auto">{walker.name}</b>
        <span class="small mute">
          {[walkerNumber(walker.id), walker.teamName, type?.title[language], start]
            .filter((part) => part != null)
            .join(' · ')}
        </span>
        {walker.state === 'checked-in' && walker.checkedInAt !== null ? (
          <span class="small">
            {t('check-in.since', {
              time: formatTime(language, walker.checkedInAt),
              by: walker.checkedInBy ?? '',
            })}
          </span>
        ) : null}
      </p>
      {walker.state === 'ready' ? (
        <form action={`${context.path}?language=${language}`} method="post">
          <WayFields way={way} context={context} />
          <input type="hidden" name="walker" value={walker.id} />
          <input type="hidden" name="scan" value={scanId} />
          <button class="btn go" type="submit">
            {t('check-in.checkIn')}
            <span class="unseen"> {walker.name}</span>
          </button>
        </form>
      ) : (
        <span class={`chip ${STATE_TONES[walker.state]}`}>{t(`check-in.state.${walker.state}`)}</span>
      )}
    </li>
  );
}

const STATE_TONES = { 'checked-in': '', unpaid: 'bad', 'consent-missing': 'bad' } as const;

function Latest({ view: { way, edition, latest }, context: { language } }: Props): VNode | null {
  const t = translatorOf(language);
  if (latest.length === 0) return null;
  return (
    <section class="card" aria-labelledby="latest">
      <h2 id="latest">{t('check-in.latest')}</h2>
      <ul class="issues">
        {latest.map(({ id, name, checkedInAt, checkedInBy }) => (
          <li key={id}>
            <p>
              {way.kind === 'organiser' ? (
                <a href={`/organise/walkers/${id}?language=${language}&edition=${edition.slug}#check-in`}>
                  <bdi>{name}</bdi>
                </a>
              ) : (
                <bdi>{name}</bdi>
              )}
              <span class="small mute num">
                {checkedInAt === null ? '' : formatTime(language, checkedInAt)} · {checkedInBy}
              </span>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What a walker sees whose own camera opened their code. */
export function renderOwnCodePage({ edition }: { readonly edition: Edition }, context: PageContext): string {
  const t = translatorOf(context.language);
  return renderPage(
    <Frame context={context} edition={edition} way={null}>
      <div class="card">
        <h1>{t('check-in.ownTitle')}</h1>
        <p>{t('check-in.ownText')}</p>
      </div>
    </Frame>,
  );
}
