import { Injectable } from '@nestjs/common';

/** A front page as it was last shown. */
export interface LastFrontPage {
  readonly html: string;
  /** When it was made. */
  readonly madeAt: Date;
}

/** Twenty editions in three languages, some 30 kB each. */
const MOST_KEPT = 60;

/**
 * The front page of each edition as it was last shown, for the minutes in which none can be made: too much is asked at
 * once, or Postgres is away. Never shown otherwise, and never without saying when it is of.
 */
@Injectable()
export class LastFrontPages {
  private readonly pages = new Map<string, LastFrontPage>();

  /** @param path of the page, without a query: `/nl/2023` */
  keep(path: string, html: string, madeAt: Date): void {
    // What was shown last stands last, so that the first of the map is what nobody looked at for longest.
    this.pages.delete(path);
    this.pages.set(path, { html, madeAt });
    const [oldest] = this.pages.keys();
    if (this.pages.size > MOST_KEPT && oldest !== undefined) this.pages.delete(oldest);
  }

  /** @param url as it is asked for, with or without a query */
  at(url: string): LastFrontPage | undefined {
    return this.pages.get(url.split('?', 1)[0] ?? '');
  }
}
