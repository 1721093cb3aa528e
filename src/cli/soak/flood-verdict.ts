import { quantile } from '../bench/figures.js';
import type { UnderLoad } from './under-load.js';

/** A flood that was run, and what was before and after it. */
export interface FloodRun {
  readonly seconds: number;
  /** Connections that never sent a whole request. */
  readonly silent: number;
  readonly ease: UnderLoad;
  readonly full: UnderLoad;
  readonly flood: UnderLoad;
  /** How long after the flood pages were well; `null` where they never were. */
  readonly recoveredMs: number | null;
}

/** What is answered to people, to a form with a mistake and to a program without a key; to whoever is too many. */
const POLITE = new Set(['200', '304', '401', '422', '429', '503']);
/** An answer that takes longer is a hang; ms. A page waits for others of its kind, and for nothing else. */
const HANGS_AFTER_MS = 60_000;
/** What web may take at the most while it is flooded, above what it takes with enough to do; MB. */
const MOST_MORE_MB = 256;
/** Connections to the database: the pools of two web processes and the worker, those for webhooks, and the ones that look and store. */
const MOST_DATABASE_CONNECTIONS = 3 * (10 + 2) + 3;
/** Few come new: from so many seconds on there are enough to compare. */
const NEW_FROM_SECONDS = 20;
/** A silent connection is let go after 20 s, or 5 more until somebody looks; and a busy process looks late; ms. */
const SILENT_UNTIL_MS = 35_000;

/** What is wrong with a flood, in words; nothing where all went as it should. */
export function floodVerdict({ seconds, silent, ease, full, flood, recoveredMs }: FloodRun): string[] {
  const { answers, webhooksMs, onePort } = flood;
  const middle = (sorted: readonly number[]): number => quantile(sorted, 0.5);
  const last = (sorted: readonly number[]): number => quantile(sorted, 0.99);
  const impolite = [ease, full, flood].flatMap((load) =>
    Object.entries(load.answers.statuses).filter(([status]) => !POLITE.has(status)),
  );
  const faults: readonly (readonly [boolean, string])[] = [
    [answers.withoutRetryAfter > 0, `${String(answers.withoutRetryAfter)} did not say when to come back`],
    [answers.cutOff > 0, `${String(answers.cutOff)} were cut off`],
    [answers.longestMs > HANGS_AFTER_MS, `somebody waited ${String(Math.round(answers.longestMs))} ms`],
    [answers.ofBefore === 0, 'no front page was shown as it was last'],
    [answers.servedMs.length === 0, 'no page was served'],
    [middle(webhooksMs) > middle(answers.servedMs), 'webhooks waited longer than pages'],
    [last(webhooksMs) > last(answers.servedMs), 'the last webhooks waited longer than the last pages'],
    [middle(onePort.keptMs) > middle(answers.servedMs), 'on one port, webhooks waited longer than pages'],
    [
      seconds >= NEW_FROM_SECONDS && middle(onePort.newMs) > middle(answers.newcomersMs),
      'on one port and a new connection, webhooks waited longer than others who were new',
    ],
    [
      seconds * 1_000 > SILENT_UNTIL_MS && (answers.letGo < silent || answers.heldMs > SILENT_UNTIL_MS),
      `silent connections were held for ${String(Math.round(answers.heldMs))} ms, ${String(answers.letGo)} were let go`,
    ],
    [flood.peakMb - ease.peakMb > MOST_MORE_MB, `web took ${String(flood.peakMb)} MB`],
    [flood.connections > MOST_DATABASE_CONNECTIONS, `${String(flood.connections)} connections to the database`],
    [recoveredMs === null, 'it did not recover'],
  ];
  return [
    ...impolite.map(([status, often]) => `${String(often)} answers were ${status}`),
    ...faults.filter(([isWrong]) => isWrong).map(([, words]) => words),
  ];
}
