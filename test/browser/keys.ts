import type { Page } from 'playwright-core';

/** Longer than the way through any page of ours. */
const MOST_PRESSES = 120;

/** Presses a key until the focus is on what is looked for. @throws {Error} when no press leads there */
export async function keyTo(page: Page, selector: string, key = 'Tab'): Promise<void> {
  for (let presses = 0; presses < MOST_PRESSES; presses += 1) {
    await page.keyboard.press(key);
    if (await page.evaluate<boolean>(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
  }
  throw new Error(`No key leads to ${selector}`);
}
