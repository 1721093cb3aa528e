import { readFile } from 'node:fs/promises';
import type { Browser, CDPSession, Page } from 'playwright-core';

/** What a page holds at a moment, after its garbage was collected. */
export interface PageMemory {
  readonly heapBytes: number;
  readonly nodes: number;
  readonly listeners: number;
  /** Of all renderer processes of the browser; `null` where the system does not tell. */
  readonly rendererBytes: number | null;
}

/** Reads what a page holds, through the browser's own protocol. */
export class PageMeter {
  private constructor(
    private readonly page: CDPSession,
    private readonly whole: CDPSession,
  ) {}

  static async of(browser: Browser, page: Page): Promise<PageMeter> {
    return new PageMeter(await page.context().newCDPSession(page), await browser.newBrowserCDPSession());
  }

  async read(): Promise<PageMemory> {
    await this.page.send('HeapProfiler.collectGarbage');
    const { usedSize } = await this.page.send('Runtime.getHeapUsage');
    const { nodes, jsEventListeners } = await this.page.send('Memory.getDOMCounters');
    return { heapBytes: usedSize, nodes, listeners: jsEventListeners, rendererBytes: await this.rendererBytes() };
  }

  private async rendererBytes(): Promise<number | null> {
    const { processInfo } = await this.whole.send('SystemInfo.getProcessInfo');
    const renderers = processInfo.filter(({ type }) => type === 'renderer');
    const sizes = await Promise.all(renderers.map(({ id }) => residentBytes(id)));
    return sizes.reduce<number | null>((sum, size) => (sum === null || size === null ? null : sum + size), 0);
  }
}

/** As Linux tells it (proc(5), `VmRSS`); `null` elsewhere, and of a process that has ended. */
async function residentBytes(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8').catch(() => '');
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1_024;
}
