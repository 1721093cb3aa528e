import { DomainError } from './errors.js';

/**
 * A page that everybody may see.
 * @throws {DomainError} `PAGE_HIDDEN` while organisers hide it
 */
export function shown<Page extends { readonly hidden: boolean }>(page: Page): Page {
  if (page.hidden) throw new DomainError('PAGE_HIDDEN', 'Organisers hide this page');
  return page;
}
