import type { VNode } from 'preact';
import type { GivingPace, PaceStep } from '../../../control-room/index.js';
import type { Edition } from '../../../domain/edition.js';
import { formatDay, formatDayAndTime, formatMoney, formatNumber } from '../../../platform/i18n/index.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import type { ChartName } from '../giving-charts.js';

interface GivingPaceProps {
  readonly edition: Edition;
  readonly pace: GivingPace;
  readonly context: PageContext;
}

const sumOf = (steps: readonly PaceStep[]): number => steps.reduce((sum, { raisedMinor }) => sum + raisedMinor, 0);

/** How fast gifts come in: two pictures, what they say in a sentence, and the same as tables. */
export function GivingPaceCard({ edition, pace, context }: GivingPaceProps): VNode {
  const { language } = context;
  const t = translatorOf(language);
  const money = (amountMinor: number): string => formatMoney(language, amountMinor, edition.currency);
  const { days, hours, before } = pace;
  return (
    <section class="card" aria-labelledby="pace">
      <h2 id="pace">{t('chart.title')}</h2>
      {days.length === 0 ? (
        <p class="hollow">{t('chart.none')}</p>
      ) : (
        <div class="two">
          <Chart
            name="by-day"
            title={t('chart.byDay')}
            text={[
              t('chart.byDayText', { amount: money(sumOf(days)), goal: money(edition.goalMinor) }),
              ...(before === null ? [] : [t('chart.before', { edition: before.edition })]),
            ].join(' ')}
            steps={days}
            when={(from) => formatDay(language, from)}
            context={context}
            edition={edition}
          />
          <Chart
            name="by-hour"
            title={t('chart.byHour')}
            text={t('chart.byHourText', {
              count: hours.reduce((sum, { gifts }) => sum + gifts, 0),
              amount: money(sumOf(hours)),
            })}
            steps={hours}
            when={(from) => formatDayAndTime(language, from)}
            context={context}
            edition={edition}
          />
        </div>
      )}
    </section>
  );
}

interface ChartProps {
  readonly name: ChartName;
  readonly title: string;
  readonly text: string;
  readonly steps: readonly PaceStep[];
  readonly when: (from: Date) => string;
  readonly edition: Edition;
  readonly context: PageContext;
}

function Chart({ name, title, text, steps, when, edition, context: { language } }: ChartProps): VNode {
  const t = translatorOf(language);
  const query = new URLSearchParams({ language, edition: edition.slug }).toString();
  let sum = 0;
  return (
    <figure class="chart">
      <figcaption>
        <h3>{title}</h3>
        <p class="small mute">{text}</p>
      </figcaption>
      {steps.length === 0 ? null : (
        <>
          <img src={`/organise/charts/${name}?${query}`} alt={text} width={640} height={320} loading="lazy" />
          <details>
            <summary>{t('chart.asTable')}</summary>
            <div class="sideways" tabIndex={0} role="group" aria-label={title}>
              <table>
                <thead>
                  <tr>
                    <th scope="col">{t('chart.when')}</th>
                    <th scope="col" class="r">
                      {t('chart.gifts')}
                    </th>
                    <th scope="col" class="r">
                      {t('chart.raised')}
                    </th>
                    <th scope="col" class="r">
                      {t('chart.sum')}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {steps.map(({ from, gifts, raisedMinor }) => {
                    sum += raisedMinor;
                    return (
                      <tr key={from.getTime()}>
                        <th scope="row">{when(from)}</th>
                        <td class="r num">{formatNumber(language, gifts)}</td>
                        <td class="r num">{formatMoney(language, raisedMinor, edition.currency, 'always')}</td>
                        <td class="r num">{formatMoney(language, sum, edition.currency, 'always')}</td>
                      </tr>
                    );
                  })}
                </tbody>
              </table>
            </div>
          </details>
        </>
      )}
    </figure>
  );
}
