import type { Edition } from '../../domain/edition.js';
import type { Language } from '../../domain/language.js';
import { minor } from '../../domain/money.js';
import type { GivingPace, PaceStep } from '../../control-room/index.js';
import { formatMoney } from '../../platform/i18n/index.js';
import { translatorOf } from '../shared/messages/translators.js';

/** The charts of the control room. */
export const CHARTS = ['by-day', 'by-hour'] as const;

export type ChartName = (typeof CHARTS)[number];

const SIZE = { width: 640, height: 320 } as const;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** The tokens of the site's colours; a picture cannot read its variables. */
const COLOUR = { night: '#14233C', sun: '#C8431B', leaf: '#1F7A4D', grey: '#8C8578', line: '#E6DECB' } as const;
const FONT = 'system-ui, sans-serif';

/**
 * Draws a chart as SVG, on the server: it needs no script, and goes into an `<img>`, where its inline styles harm nobody's
 * policy. What it shows stands in a table beside it too.
 */
export async function drawChart(
  name: ChartName,
  edition: Edition,
  pace: GivingPace,
  language: Language,
): Promise<string> {
  const { drawSvg } = await import('./draw-svg.js');
  return drawSvg(name === 'by-day' ? byDay(edition, pace, language) : byHour(edition, pace, language), SIZE);
}

type Point = readonly [number, number];

/** Running sums in euros, by days from the walk. */
function running(steps: readonly PaceStep[], walkOn: string): Point[] {
  const walk = Date.parse(`${walkOn}T00:00:00Z`);
  const [first] = steps;
  if (first === undefined) return [];
  let sum = 0;
  // It begins at nothing, the day before the first gift.
  const beginning = [Math.round((first.from.getTime() - walk) / DAY_MS) - 1, 0] as const;
  const sums = steps.map(({ from, raisedMinor }) => {
    sum += raisedMinor;
    return [Math.round((from.getTime() - walk) / DAY_MS), sum / 100] as const;
  });
  return [beginning, ...sums];
}

function euros(language: Language, edition: Edition): (value: number) => string {
  return (value) => formatMoney(language, Math.round(value) * 100, edition.currency);
}

/** @param atLeast what the upright axis reaches in any case, in euros */
function axes(language: Language, edition: Edition, atLeast = 0) {
  return {
    animation: false,
    textStyle: { fontFamily: FONT, fontSize: 15, color: COLOUR.night },
    grid: { left: 96, right: 24, top: 48, bottom: 36 },
    legend: { top: 0, left: 0, textStyle: { fontSize: 15 } },
    yAxis: {
      type: 'value' as const,
      max: ({ max }: { readonly max: number }) => Math.ceil(Math.max(max, atLeast) * 1.08),
      splitLine: { lineStyle: { color: COLOUR.line } },
      axisLabel: { formatter: euros(language, edition), fontSize: 14, showMaxLabel: false },
    },
  };
}

function byDay(edition: Edition, { days, before }: GivingPace, language: Language) {
  const t = translatorOf(language);
  const line = (name: string, data: readonly Point[], color: string, width: number) => ({
    type: 'line' as const,
    name,
    data: data.map((point) => [...point]),
    showSymbol: false,
    step: 'end' as const,
    lineStyle: { color, width },
    itemStyle: { color },
  });
  return {
    ...axes(language, edition, edition.goalMinor / 100),
    xAxis: {
      type: 'value' as const,
      min: 'dataMin' as const,
      max: 'dataMax' as const,
      minInterval: 1,
      splitLine: { show: false },
      axisLabel: {
        formatter: (value: number) => (value === 0 ? t('chart.walkDay') : dayFromWalk(edition, value, language)),
        fontSize: 14,
        hideOverlap: true,
      },
    },
    series: [
      {
        ...line(edition.slug, running(days, edition.walkOn), COLOUR.sun, 4),
        markLine: {
          silent: true,
          symbol: 'none',
          lineStyle: { color: COLOUR.leaf, type: 'dashed' as const, width: 2 },
          label: { formatter: t('chart.goal'), position: 'insideEndTop' as const, color: COLOUR.leaf, fontSize: 14 },
          data: [{ yAxis: edition.goalMinor / 100 }],
        },
      },
      ...(before === null ? [] : [line(before.edition, running(before.days, before.walkOn), COLOUR.grey, 3)]),
    ],
  };
}

/** The axis counts days from the walk, so that two editions can be laid on one another; a person reads this edition's dates. */
function dayFromWalk(edition: Edition, days: number, language: Language): string {
  const day = new Date(Date.parse(`${edition.walkOn}T00:00:00Z`) + days * DAY_MS);
  return new Intl.DateTimeFormat(language, { timeZone: 'UTC', day: 'numeric', month: 'short' }).format(day);
}

/** Every hour from the first to the last: one in which nobody gave is a gap, not a shorter axis. */
function everyHour(hours: readonly PaceStep[]): readonly Pick<PaceStep, 'from' | 'raisedMinor'>[] {
  const [first, last] = [hours.at(0), hours.at(-1)];
  if (first === undefined || last === undefined) return [];
  const raised = new Map(hours.map(({ from, raisedMinor }) => [from.getTime(), raisedMinor]));
  const count = Math.round((last.from.getTime() - first.from.getTime()) / HOUR_MS) + 1;
  return Array.from({ length: count }, (_, index) => {
    const from = new Date(first.from.getTime() + index * HOUR_MS);
    return { from, raisedMinor: raised.get(from.getTime()) ?? minor(0) };
  });
}

function byHour(edition: Edition, pace: GivingPace, language: Language) {
  const t = translatorOf(language);
  const hours = everyHour(pace.hours);
  const clock = new Intl.DateTimeFormat(language, {
    timeZone: 'Europe/Brussels',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  return {
    ...axes(language, edition),
    xAxis: {
      type: 'category' as const,
      data: hours.map(({ from }) => clock.format(from)),
      axisLabel: { fontSize: 14 },
      axisTick: { show: false },
    },
    series: [
      {
        type: 'bar' as const,
        name: t('chart.perHour'),
        data: hours.map(({ raisedMinor }) => raisedMinor / 100),
        itemStyle: { color: COLOUR.sun },
        barMaxWidth: 28,
      },
    ],
  };
}
