import type { VNode } from 'preact';
import type { AnnualReport, YearOfGiving } from '../../../annual-report/index.js';
import type { Edition } from '../../../domain/edition.js';
import { LANGUAGES } from '../../../domain/language.js';
import type { Currency } from '../../../domain/money.js';
import { formatMoney, formatNumber } from '../../../platform/i18n/index.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { WorkLayout } from '../../shared/work-layout.js';
import { figuresOf, listsOf, WHAT_COUNTS } from './list-address.js';

export interface AnnualReportView {
  /** The one that is worked on: its sentence stands first. */
  readonly edition: Edition;
  readonly report: AnnualReport;
}

interface Props {
  readonly view: AnnualReportView;
  readonly context: PageContext;
}

/** The page that an organisation needs in March; it prints as it stands. */
export function renderAnnualReportPage(view: AnnualReportView, context: PageContext): string {
  const { language } = context;
  const t = translatorOf(language);
  const query = new URLSearchParams({ language, edition: view.edition.slug }).toString();
  return renderPage(
    <WorkLayout context={context} title={t('report.title')} heading={view.edition.title[language]}>
      <div class="list-head">
        <h1>{t('report.title')}</h1>
        <p class="downloads">
          <a href={`/organise/report.csv?${query}`}>{t('report.csv')}</a>
        </p>
      </div>
      <p>{t('report.lead')}</p>
      <Sentences view={view} />
      <Editions view={view} context={context} />
      <Years view={view} context={context} />
    </WorkLayout>,
  );

  function Sentences({ view: { edition, report } }: { readonly view: AnnualReportView }): VNode | null {
    const figures = report.editions.find(({ slug }) => slug === edition.slug);
    if (figures === undefined) return null;
    return (
      <section class="card" aria-labelledby="words">
        <h2 id="words">{t('report.words')}</h2>
        {LANGUAGES.map((it) => (
          <p key={it} lang={it}>
            {translatorOf(it)('report.sentence', {
              title: figures.title[it],
              teams: figures.teams,
              walkers: figures.walkers,
              central: formatNumber(it, figures.central),
              ownRoute: formatNumber(it, figures.ownRoute),
              donors: figures.donors,
              raised: formatMoney(it, figures.raisedMinor, figures.currency),
            })}
          </p>
        ))}
      </section>
    );
  }
}

function Editions({ view: { report }, context: { language } }: Props): VNode {
  const t = translatorOf(language);
  const count = (value: number): string => formatNumber(language, value);
  return (
    <section class="card" aria-labelledby="editions">
      <h2 id="editions">{t('report.editions')}</h2>
      <div class="sideways" tabIndex={0} role="group" aria-labelledby="editions">
        <table>
          <thead>
            <tr>
              <th scope="col">{t('report.edition')}</th>
              {(['teams', 'walkers', 'central', 'ownRoute', 'donors', 'raised'] as const).map((key) => (
                <th key={key} scope="col" class="r">
                  {t(`report.${key}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {report.editions.map((it) => {
              const figure = figuresOf(it.slug, language);
              return (
                <tr key={it.slug}>
                  <th scope="row">{it.title[language]}</th>
                  <td class="r num">
                    <a href={figure('teams')}>{count(it.teams)}</a>
                  </td>
                  <td class="r num">
                    <a href={figure('walkers')}>{count(it.walkers)}</a>
                  </td>
                  <td class="r num">
                    <a href={figure('walkers', { group: 'central' })}>{count(it.central)}</a>
                  </td>
                  <td class="r num">
                    <a href={figure('walkers', { group: 'own-route' })}>{count(it.ownRoute)}</a>
                  </td>
                  <td class="r num">
                    <a href={figure('donors')}>{count(it.donors)}</a>
                  </td>
                  <td class="r num">
                    <a href={figure('donations')}>{formatMoney(language, it.raisedMinor, it.currency, 'always')}</a>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Years({ view: { edition, report }, context: { language } }: Props): VNode {
  const t = translatorOf(language);
  const currency: Currency = edition.currency;
  const list = listsOf(edition.slug, language);
  const within = ({ year }: YearOfGiving, from: string, until: string) => ({
    [from]: `${String(year)}-01-01`,
    [until]: `${String(year)}-12-31`,
  });
  return (
    <section class="card" aria-labelledby="years">
      <h2 id="years">{t('report.years')}</h2>
      <p class="small mute">{t('report.yearsText')}</p>
      <div class="sideways" tabIndex={0} role="group" aria-labelledby="years">
        <table>
          <thead>
            <tr>
              {(['year', 'oneTime', 'average', 'monthly', 'averageMonthly'] as const).map((key) => (
                <th key={key} scope="col" class={key === 'year' ? undefined : 'r'}>
                  {t(`report.${key}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {report.years.map((it) => (
              <tr key={it.year}>
                <th scope="row">{String(it.year)}</th>
                <td class="r num">
                  <a href={list('donations', { ...WHAT_COUNTS.donations, ...within(it, 'paidFrom', 'paidUntil') })}>
                    {formatNumber(language, it.donors)}
                  </a>
                </td>
                <td class="r num">{formatMoney(language, it.averageGiftMinor, currency, 'always')}</td>
                <td class="r num">
                  <a href={list('monthly-charges', within(it, 'from', 'until'))}>
                    {formatNumber(language, it.monthlyDonors)}
                  </a>
                </td>
                <td class="r num">{formatMoney(language, it.averageMonthlyMinor, currency, 'always')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
