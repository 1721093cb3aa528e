/** What a flood was answered since it was last told to begin. */
export interface Answers {
  /** How many requests were sent; those that were held back are not among them. */
  readonly asked: number;
  /** How many were due and not sent, because too many waited. */
  readonly heldBack: number;
  /** How often each status came. */
  readonly statuses: Readonly<Record<string, number>>;
  /** How many of 429 and 503 did not say when to come back. */
  readonly withoutRetryAfter: number;
  /** Of the front pages that were read: those that were shown as they were last. */
  readonly ofBefore: number;
  /** Requests whose connection ended before their answer. */
  readonly cutOff: number;
  /** The longest that anything waited, what still waits included; ms. */
  readonly longestMs: number;
  /** What those waited who were not turned away, and what those waited who were; ms, in order, of a sample. */
  readonly servedMs: readonly number[];
  readonly shedMs: readonly number[];
  /** What those waited for any answer who came with a connection of their own; ms, in order. */
  readonly newcomersMs: readonly number[];
  /** Silent connections that were let go, and the longest that one was held; ms. */
  readonly letGo: number;
  readonly heldMs: number;
  /** How late the flood's own event loop was; ms, the p99. */
  readonly loopMs: number;
}

/** A request that waits for its answer. */
export interface Asked {
  readonly at: number;
  /** Whether its answer is read. */
  readonly isRead: boolean;
  readonly isNew: boolean;
}

/** As many waits as are kept of each kind. */
const MOST_KEPT = 50_000;
/** More than any page. */
const MOST_READ = 200_000;
const WHOLE_HEAD = '\r\n\r\n';
const TURNED_AWAY = new Set(['429', '503']);

/** Counts what is asked and answered. */
export class FloodTally {
  heldBack = 0;
  private counts = empty();
  private readonly open = new Set<Asked>();
  private longestHeldMs = 0;
  private gone = 0;

  /** Forgets what was answered until now; what waits goes on waiting. */
  begin(): void {
    this.counts = empty();
    this.heldBack = 0;
  }

  asked(isRead: boolean, isNew = false): Asked {
    const it = { at: performance.now(), isRead, isNew };
    this.counts.asked += 1;
    this.open.add(it);
    return it;
  }

  cutOff(waiting: readonly Asked[]): void {
    for (const it of waiting) if (this.open.delete(it)) this.counts.cutOff += 1;
  }

  letGo(heldMs: number): void {
    this.gone += 1;
    this.longestHeldMs = Math.max(this.longestHeldMs, heldMs);
  }

  /** Reads the answers of a connection, in the order in which they were asked for. @param waiting is shortened by it */
  reader(waiting: Asked[], onAnswer: () => void): (piece: Buffer) => void {
    let [head, body, left] = ['', '', 0];
    return (piece) => {
      let at = 0;
      while (at < piece.length) {
        if (left === 0) {
          head += piece.toString('latin1', at);
          const end = head.indexOf(WHOLE_HEAD);
          if (end < 0) return;
          at = piece.length - (head.length - end - WHOLE_HEAD.length);
          head = head.slice(0, end + 2);
          left = lengthIn(head);
        }
        const taken = Math.min(left, piece.length - at);
        if (waiting[0]?.isRead === true && body.length < MOST_READ) body += piece.toString('latin1', at, at + taken);
        [left, at] = [left - taken, at + taken];
        if (left > 0) return;
        const it = waiting.shift();
        if (it !== undefined) this.take(it, head, body);
        [head, body] = ['', ''];
        onAnswer();
      }
    };
  }

  answers(loopMs: number): Answers {
    const now = performance.now();
    const { servedMs, shedMs, newcomersMs, ...counts } = this.counts;
    const waits = [...this.open].map(({ at }) => now - at);
    return {
      ...counts,
      heldBack: this.heldBack,
      longestMs: waits.reduce((most, wait) => Math.max(most, wait), counts.longestMs),
      servedMs: ordered(servedMs),
      shedMs: ordered(shedMs),
      newcomersMs: ordered(newcomersMs),
      letGo: this.gone,
      heldMs: this.longestHeldMs,
      loopMs,
    };
  }

  private take(it: Asked, head: string, body: string): void {
    const { counts } = this;
    const status = head.slice(9, 12);
    const waitedMs = performance.now() - it.at;
    const isAway = TURNED_AWAY.has(status);
    this.open.delete(it);
    counts.statuses[status] = (counts.statuses[status] ?? 0) + 1;
    counts.longestMs = Math.max(counts.longestMs, waitedMs);
    keep(isAway ? counts.shedMs : counts.servedMs, waitedMs);
    if (it.isNew) keep(counts.newcomersMs, waitedMs);
    if (isAway && !/^retry-after: \d+\r$/im.test(head)) counts.withoutRetryAfter += 1;
    if (status === '503' && body.includes('class="of-before"')) counts.ofBefore += 1;
  }
}

function empty() {
  return {
    asked: 0,
    statuses: {} as Record<string, number>,
    withoutRetryAfter: 0,
    ofBefore: 0,
    cutOff: 0,
    longestMs: 0,
    servedMs: [] as number[],
    shedMs: [] as number[],
    newcomersMs: [] as number[],
  };
}

function keep(waits: number[], waitedMs: number): void {
  if (waits.length < MOST_KEPT) waits.push(waitedMs);
}

function ordered(waits: readonly number[]): number[] {
  return waits.toSorted((a, b) => a - b);
}

/** How long a body is. @throws {Error} where the head does not tell, of an answer that has one */
function lengthIn(head: string): number {
  const told = /^content-length: (\d+)\r$/im.exec(head)?.[1];
  if (told !== undefined) return Number(told);
  if (head.startsWith('HTTP/1.1 304 ')) return 0;
  throw new Error('An answer does not tell its length');
}
