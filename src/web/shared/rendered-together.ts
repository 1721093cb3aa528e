import { mayBeBehind } from '../../platform/database/reading-behind.js';

interface Page {
  readonly running: Promise<string>;
  next: Promise<string> | undefined;
}

/**
 * Renders once what many ask for at the same moment. Whoever asks while a page is being rendered shares the next rendering,
 * which begins after they asked: nobody is shown anything older than their question, so nothing is kept, and nothing has to
 * be thrown away when a gift comes or a text is changed. However many ask, a page is rendered one at a time.
 */
export class RenderedTogether {
  private readonly pages = new Map<string, Page>();

  /**
   * @param page tells pages apart; those of one name must be the same for everybody
   * @throws what `render` throws, to all who share it
   */
  of(page: string, render: () => Promise<string>): Promise<string> {
    // Who must see what they have just written shares nothing with those who need not.
    return this.share(mayBeBehind() ? `behind ${page}` : page, render);
  }

  private share(key: string, render: () => Promise<string>): Promise<string> {
    const page = this.pages.get(key);
    if (page === undefined) return this.start(key, render);
    const again = (): Promise<string> => this.start(key, render);
    page.next ??= page.running.then(again, again);
    return page.next;
  }

  private start(key: string, render: () => Promise<string>): Promise<string> {
    const page: Page = {
      running: render().finally(() => {
        if (page.next === undefined) this.pages.delete(key);
      }),
      next: undefined,
    };
    this.pages.set(key, page);
    return page.running;
  }
}
