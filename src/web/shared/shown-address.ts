import { email } from '../../platform/http/input.js';

/** A mail address as somebody typed it a moment ago, for a page that says where to look; empty for anything else. */
export function shownAddress(typed: unknown): string {
  const parsed = email.safeParse(typed);
  return parsed.success ? parsed.data : '';
}
