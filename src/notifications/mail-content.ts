import type { Language } from '../domain/language.js';

/** Text that somebody typed, made fit to be shown in a mail by {@link shownText}. */
export type ShownText = string & { readonly __brand: 'ShownText' };

export interface MailLink {
  readonly label: string;
  readonly url: string;
}

/** Something the mail puts on record, such as `Datum: 8 oktober 2023`. */
export interface MailFact {
  readonly label: string;
  readonly value: string;
}

/**
 * What a mail says, once. Html and text are both made from it, so that neither can say less than the other.
 */
export interface MailContent {
  /** In whose name it speaks: the edition's title. */
  readonly from: string;
  readonly subject: string;
  /** What the list of mails shows beside the subject. */
  readonly preview: string;
  readonly heading: string;
  /** How far along its road the thing is: the line above the mail. */
  readonly road: 'arrived' | 'under-way' | 'stopped';
  readonly paragraphs: readonly string[];
  readonly facts: readonly { readonly title: string | null; readonly rows: readonly MailFact[] }[];
  /** The one thing to do next. */
  readonly action: MailLink | null;
  readonly next: { readonly title: string; readonly steps: readonly string[] } | null;
  readonly links: readonly MailLink[];
  readonly closing: readonly string[];
  readonly footer: readonly string[];
}

/** A mail that speaks every language: one that is missing does not compile. */
export type InEveryLanguage<Facts, Sentences> = Readonly<Record<Language, (facts: Facts) => Sentences>>;

const UNSEEN = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]+/gu;
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/u;
const BREAK = '\u200B';

/**
 * Makes typed text fit for a mail: on one line, unable to turn the direction of the sentence around it, and without
 * anything that a mail program would make a link of. Otherwise a stranger could have us mail somebody
 * "Dear win-a-car.example".
 */
export function shownText(typed: string): ShownText {
  const line = oneLine(typed).replace(/(?<=\S)[.:/@](?=\S)/gu, `$&${BREAK}`);
  return (RIGHT_TO_LEFT.test(line) ? `\u2068${line}\u2069` : line) as ShownText;
}

const LONGEST_SUBJECT = 120;
/** Cuts between what people see as letters, so that no emoji is cut in two. */
const LETTERS = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** A subject: one line, without the marks that only keep links from forming, and cut where lists cut it anyway. */
export function subjectLine(subject: string): string {
  const isolates = /[\u2068\u2069]/gu;
  const line = subject.replaceAll(BREAK, '').replace(/[^\u2068\u2069]+/gu, (part) => part.replace(UNSEEN, ' '));
  const whole = line.replace(/ {2,}/gu, ' ').trim();
  // No text has more letters than code units; telling letters apart costs more than the rest of a mail.
  if (whole.length <= LONGEST_SUBJECT) return whole;
  const letters = Array.from(LETTERS.segment(whole), ({ segment }) => segment);
  if (letters.length <= LONGEST_SUBJECT) return whole;
  return `${letters
    .slice(0, LONGEST_SUBJECT - 1)
    .join('')
    .replace(isolates, '')
    .trimEnd()}…`;
}

function oneLine(text: string): string {
  return text.replace(UNSEEN, ' ').replace(/\s+/gu, ' ').trim();
}
