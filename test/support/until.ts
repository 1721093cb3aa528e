import { setTimeout as sleep } from 'node:timers/promises';

type Awaitable<T> = T | Promise<T>;

/**
 * Looks again and again until there is something to see, and returns it; `what` says in words what is waited for.
 * @throws {Error} naming `what` when it does not come to be within `patienceMs`
 */
export async function until<Seen>(
  what: string,
  look: () => Awaitable<Seen | null | undefined | false>,
  patienceMs = 15_000,
): Promise<Seen> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const seen = await look();
    if (seen !== null && seen !== undefined && seen !== false) return seen;
    if (performance.now() > deadline) throw new Error(`Waited too long until ${what}`);
    await sleep(20);
  }
}
