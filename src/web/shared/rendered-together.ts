import { mayBeBehind } from '../../platform/database/reading-behind.js';
import { RenderedPage } from './rendered-page.js';

/** Strangers are shown a rendering for so long after it was made; ms. */
export const KEPT_MS = 200;
/** Renderings that are kept at once, of some 30 kB each with what is made of them. */
const MOST_KEPT = 200;

interface Page {
  readonly running: Promise<RenderedPage>;
  next: Promise<RenderedPage> | undefined;
}

/**
 * Renders once what many ask for at the same moment. Whoever asks while a page is being rendered shares the next rendering,
 * which begins after they asked: nobody is shown anything older than their question. However many ask, a page is rendered
 * one at a time.
 *
 * Strangers have written nothing that they could miss. They share the rendering that is under way, and for a fifth of a
 * second the one that was made last; the stream that the page opens brings it up to the present.
 */
export class RenderedTogether {
  private readonly pages = new Map<string, Page>();
  private readonly ofStrangers = new Map<string, Promise<RenderedPage>>();

  /**
   * @param page tells pages apart; those of one name must be the same for everybody
   * @throws what `render` throws, to all who share it
   */
  of(page: string, render: () => Promise<string>): Promise<RenderedPage> {
    return mayBeBehind() ? this.forStranger(page, render) : this.share(page, render);
  }

  private forStranger(key: string, render: () => Promise<string>): Promise<RenderedPage> {
    const known = this.ofStrangers.get(key);
    if (known !== undefined) return known;
    const running = rendered(render);
    if (this.ofStrangers.size >= MOST_KEPT) return running;
    this.ofStrangers.set(key, running);
    const forget = (): void => {
      this.ofStrangers.delete(key);
    };
    running.then(() => setTimeout(forget, KEPT_MS).unref(), forget);
    return running;
  }

  private share(key: string, render: () => Promise<string>): Promise<RenderedPage> {
    const page = this.pages.get(key);
    if (page === undefined) return this.start(key, render);
    const again = (): Promise<RenderedPage> => this.start(key, render);
    page.next ??= page.running.then(again, again);
    return page.next;
  }

  private start(key: string, render: () => Promise<string>): Promise<RenderedPage> {
    const page: Page = {
      running: rendered(render).finally(() => {
        if (page.next === undefined) this.pages.delete(key);
      }),
      next: undefined,
    };
    this.pages.set(key, page);
    return page.running;
  }
}

async function rendered(render: () => Promise<string>): Promise<RenderedPage> {
  return new RenderedPage(await render());
}
