import { createParser } from 'eventsource-parser';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

const AGAIN_AFTER_MS = 250;
const LOOK_EVERY_MS = 50;

const Total = z.object({ revision: z.number(), raisedMinor: z.number() });

/** What a watcher saw last, and what it should never have seen. */
interface Sight {
  revision: number;
  raisedMinor: number;
  messages: number;
  connections: number;
  /** Messages whose revision was older than one seen before. */
  backwards: number;
}

/** People who look at the edition's page all the while, and come back whenever their stream breaks off. */
export class Watchers {
  readonly #sights: Sight[];
  readonly #open = new Set<AbortController>();
  #ending = false;
  readonly #running: Promise<unknown>;

  constructor(url: string, count: number) {
    this.#sights = Array.from({ length: count }, () => ({
      revision: -1,
      raisedMinor: 0,
      messages: 0,
      connections: 0,
      backwards: 0,
    }));
    this.#running = Promise.all(this.#sights.map((sight) => this.#watch(url, sight)));
  }

  get connections(): number {
    return this.#sights.reduce((sum, { connections }) => sum + connections, 0);
  }

  /**
   * Waits until everybody sees this revision.
   * @returns what is wrong, in words
   */
  async allSee(
    final: { readonly revision: number; readonly raisedMinor: number },
    withinMs: number,
  ): Promise<string[]> {
    const deadline = performance.now() + withinMs;
    const late = (): Sight[] => this.#sights.filter(({ revision }) => revision < final.revision);
    while (late().length > 0 && performance.now() < deadline) await sleep(LOOK_EVERY_MS);
    const count = (what: string, wrong: number): string[] =>
      wrong === 0 ? [] : [`${String(wrong)} watcher(s) ${what}`];
    return [
      ...count(`never saw the final revision ${String(final.revision)}`, late().length),
      ...count(
        `saw another amount at the end than EUR ${String(final.raisedMinor / 100)}`,
        this.#sights.filter((it) => it.revision === final.revision && it.raisedMinor !== final.raisedMinor).length,
      ),
      ...count('went back to an older revision', this.#sights.filter(({ backwards }) => backwards > 0).length),
    ];
  }

  async stop(): Promise<void> {
    this.#ending = true;
    for (const connection of this.#open) connection.abort();
    await this.#running;
  }

  async #watch(url: string, sight: Sight): Promise<void> {
    const parser = createParser({
      onEvent: ({ event, data }) => {
        if (event !== 'total') return;
        const { revision, raisedMinor } = Total.parse(JSON.parse(data));
        sight.messages += 1;
        if (revision < sight.revision) sight.backwards += 1;
        sight.revision = revision;
        sight.raisedMinor = raisedMinor;
      },
    });
    while (!this.#ending) {
      // One for each connection: what listens to it goes with it.
      const connection = new AbortController();
      this.#open.add(connection);
      try {
        const headers: Record<string, string> = sight.revision < 0 ? {} : { 'last-event-id': String(sight.revision) };
        const stream = await fetch(url, { headers, signal: connection.signal });
        if (stream.ok && stream.body !== null) {
          sight.connections += 1;
          const decoder = new TextDecoder();
          for await (const piece of stream.body) parser.feed(decoder.decode(piece, { stream: true }));
        }
      } catch {
        // The stream broke off: that is what this is about.
      } finally {
        this.#open.delete(connection);
      }
      parser.reset();
      await sleep(AGAIN_AFTER_MS);
    }
  }
}
