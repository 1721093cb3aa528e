import type { VNode } from 'preact';
import { countOf, type StartCount, type StartWalker, walkerNumber } from '../../../check-in/index.js';
import type { Edition } from '../../../domain/edition.js';
import { formatShortDayAndTime, formatNumber, formatTime } from '../../../platform/i18n/index.js';
import { assetPath } from '../../shared/assets/asset-files.js';
import { Head } from '../../shared/layout.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { WorkLayout } from '../../shared/work-layout.js';

export interface CheckInDeskView {
  readonly edition: Edition;
  readonly starts: readonly StartCount[];
  /** Of the page for volunteers; `null` for who may not give it away. */
  readonly address: string | null;
  /** The same as a QR code, SVG. */
  readonly code: string | null;
}

interface Props {
  readonly view: CheckInDeskView;
  readonly context: PageContext;
}

/** Who came, start by start, and how volunteers get in. */
export function renderCheckInDeskPage(view: CheckInDeskView, context: PageContext): string {
  const { edition, starts } = view;
  const { language } = context;
  const t = translatorOf(language);
  const query = new URLSearchParams({ language, edition: edition.slug }).toString();
  return renderPage(
    <WorkLayout
      context={context}
      title={t('check-in.title')}
      heading={edition.title[language]}
      scripts={[assetPath('check-in.js')]}
    >
      <div class="list-head">
        <h1>{t('check-in.title')}</h1>
        <CheckedIn starts={starts} context={context} edition={edition} />
      </div>
      <section class="card" aria-labelledby="starts">
        <h2 id="starts">{t('check-in.starts')}</h2>
        {starts.length === 0 ? <p class="hollow">{t('check-in.nobody')}</p> : <Starts view={view} context={context} />}
        <p class="actions">
          <a class="btn go" href={`/check-in/${encodeURIComponent(edition.slug)}?language=${language}`}>
            {t('check-in.open')}
          </a>
          <a href={`/organise/lists/walkers?${query}&place=valid&group=central&checkedIn=no&sort=slot`}>
            {t('check-in.missing')}
          </a>
          <a href={`/organise/check-in/labels?${query}`}>{t('check-in.labels')}</a>
        </p>
      </section>
      {view.address === null ? null : <Volunteers view={view} context={context} />}
    </WorkLayout>,
  );
}

/** How many are checked in, kept true by the script. */
export function CheckedIn({
  starts,
  edition,
  context: { language },
}: {
  readonly starts: readonly StartCount[];
  readonly edition: Edition;
  readonly context: PageContext;
}): VNode {
  const t = translatorOf(language);
  const { checkedIn, walkers } = countOf(edition, starts);
  return (
    <p class="num">
      <b data-check-in-count={`/check-in/${encodeURIComponent(edition.slug)}/count`}>
        {formatNumber(language, checkedIn)}
      </b>{' '}
      {t('check-in.of', { count: walkers })}
    </p>
  );
}

function Starts({ view: { edition, starts }, context: { language } }: Props): VNode {
  const t = translatorOf(language);
  const query = new URLSearchParams({ language, edition: edition.slug, place: 'valid' }).toString();
  return (
    <div class="sideways" tabIndex={0} role="group" aria-labelledby="starts">
      <table>
        <thead>
          <tr>
            <th scope="col">{t('list.column.slot')}</th>
            <th scope="col" class="r">
              {t('check-in.checkedIn')}
            </th>
            <th scope="col" class="r">
              {t('list.column.walkers')}
            </th>
            <th scope="col">{t('list.column.participationType')}</th>
          </tr>
        </thead>
        <tbody>
          {starts.map(({ typeCode, startsAt, walkers, checkedIn }) => (
            <tr key={`${typeCode} ${String(startsAt?.getTime())}`}>
              <th scope="row" class="num">
                {startsAt === null ? '—' : formatShortDayAndTime(language, startsAt)}
              </th>
              <td class="r num">{formatNumber(language, checkedIn)}</td>
              <td class="r num">{formatNumber(language, walkers)}</td>
              <td>
                <a href={`/organise/lists/walkers?${query}&type=${encodeURIComponent(typeCode)}&sort=slot`}>
                  {edition.participationTypes.find(({ code }) => code === typeCode)?.title[language] ?? typeCode}
                </a>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Volunteers({ view: { edition, address, code }, context: { language } }: Props): VNode {
  const t = translatorOf(language);
  return (
    <section class="card" aria-labelledby="volunteers">
      <h2 id="volunteers">{t('check-in.volunteers')}</h2>
      <p>{t('check-in.volunteersText')}</p>
      {code === null ? null : (
        <div
          class="qr-code"
          role="img"
          aria-label={t('check-in.linkCode')}
          dangerouslySetInnerHTML={{ __html: code }}
        />
      )}
      <p class="small">
        <a class="address" href={address ?? ''}>
          {address}
        </a>
      </p>
      <form action={`/organise/check-in/links/end?language=${language}`} method="post">
        <input type="hidden" name="edition" value={edition.slug} />
        <p class="actions">
          <button class="btn line" type="submit">
            {t('check-in.endLinks')}
          </button>
        </p>
      </form>
    </section>
  );
}

export interface CheckInLabelsView {
  readonly edition: Edition;
  readonly labels: readonly { readonly walker: StartWalker; readonly code: string }[];
  /** From 1. */
  readonly page: number;
  readonly more: boolean;
}

/** Codes with names, to print and to cut. */
export function renderCheckInLabelsPage(view: CheckInLabelsView, context: PageContext): string {
  const { edition, labels, page, more } = view;
  const { language, path } = context;
  const t = translatorOf(language);
  const pageAt = (number: number): string =>
    `${path}?${new URLSearchParams({ language, edition: edition.slug, page: String(number) }).toString()}`;
  return renderPage(
    <html lang={language}>
      <Head
        context={context}
        title={t('check-in.labels')}
        description={t('check-in.labels')}
        unlisted
        askAgain={false}
        styleSheets={[assetPath('work.css')]}
      />
      <body class="work">
        <main id="main" class="wrap" tabIndex={-1}>
          <div class="list-head no-print">
            <h1>{t('check-in.labels')}</h1>
            <p>
              {page > 1 ? <a href={pageAt(page - 1)}>{t('check-in.labelsBefore')}</a> : null}{' '}
              {more ? <a href={pageAt(page + 1)}>{t('check-in.labelsNext')}</a> : null}{' '}
              <a href={`/organise/check-in?${new URLSearchParams({ language, edition: edition.slug }).toString()}`}>
                {t('check-in.title')}
              </a>
            </p>
          </div>
          {labels.length === 0 ? <p class="hollow">{t('check-in.nobody')}</p> : null}
          <ul class="labels">
            {labels.map(({ walker, code }) => (
              <li key={walker.id}>
                <div
                  class="qr-code"
                  role="img"
                  aria-label={t('check-in.codeOf', { name: walker.name })}
                  dangerouslySetInnerHTML={{ __html: code }}
                />
                <p>
                  <b dir="auto">{walker.name}</b>
                  <span class="small">
                    {walker.startsAt === null ? '' : `${formatTime(language, walker.startsAt)} · `}
                    {walker.teamName ?? ''}
                  </span>
                  <span class="small num">{walkerNumber(walker.id)}</span>
                </p>
              </li>
            ))}
          </ul>
        </main>
      </body>
    </html>,
  );
}
