import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What is wrong with a page as it stands: what axe finds, and that it can be moved sideways. Empty: nothing. */
export async function pageFaults(page: Page): Promise<string[]> {
  // The page's policy allows no foreign script, so axe comes in from outside the page.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>('axe.run()');
  const beyond = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  return [
    ...violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`),
    ...(beyond > 0 ? [`${String(beyond)} px too wide`] : []),
  ];
}
