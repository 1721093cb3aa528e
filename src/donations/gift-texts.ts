import { passesWordFilter } from '../words/index.js';

/** What a donor wrote that public lists may show. */
export interface GiftTexts {
  readonly name: string;
  readonly company: string | null;
  readonly message: string | null;
}

/** Whether a gift's texts may be shown at once; else they wait until somebody has looked at them, and the gift counts. */
export function mayBeShown({ name, company, message }: GiftTexts): boolean {
  return [name, company, message].every((text) => text === null || passesWordFilter(text));
}
