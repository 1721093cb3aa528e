import { connect, type Socket } from 'node:net';

const OPENED_AT_ONCE = 200;
const WITHIN_MS = 60_000;
/** Longer than what a message may be cut in two within. */
const CARRIED = 64;
/** More than all that comes at once. */
const READ_BYTES = 64 * 1024;
const GIFTS = '"gifts":';
const REVISION = ',"revision":';

/**
 * Very many who watch an edition, each on a connection of its own, at as little cost as can be: only how many gifts the
 * last message counts and its revision are read, and when the last of all watchers knew of each gift is kept.
 */
export class Watchers {
  private readonly sockets: Socket[] = [];
  private readonly first: Int32Array;
  private readonly seen: Int32Array;
  private readonly revisions: Float64Array;
  private readonly knownTo: number[] = [];
  private readonly buffer = Buffer.alloc(READ_BYTES);
  /** When the last of them knew of the n-th gift since they began, ms. */
  readonly lastKnewAt: number[] = [];
  private last: { readonly text: string } & ReturnType<typeof messagesIn> = { text: '', messages: [], carried: '' };
  private begun = 0;
  private lost = 0;

  private constructor(private readonly count: number) {
    this.first = new Int32Array(count).fill(-1);
    this.seen = new Int32Array(count);
    this.revisions = new Float64Array(count);
  }

  /** Opens them; all have had their first message then. */
  static async open(url: string, count: number): Promise<Watchers> {
    const watchers = new Watchers(count);
    for (let from = 0; from < count; from += OPENED_AT_ONCE) {
      const until = Math.min(count, from + OPENED_AT_ONCE);
      for (let index = from; index < until; index += 1) watchers.watch(url, index);
      await watchers.until(() => watchers.begun === until);
    }
    return watchers;
  }

  /** Waits until the last of them knows of so many gifts. */
  untilAllKnow(gifts: number): Promise<void> {
    return this.until(() => this.lastKnewAt.length >= gifts);
  }

  /** How many of them saw another revision last than this one. */
  notAt(revision: number): number {
    return this.revisions.reduce((others, seen) => (seen === revision ? others : others + 1), 0);
  }

  /** How many times one was sent an older revision than it had seen. */
  wentBack = 0;

  close(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  private watch(url: string, index: number): void {
    const { hostname, port } = new URL(url);
    let carried = '';
    const read = (length: number): true => {
      carried = this.readMessages(index, carried + this.buffer.toString('latin1', 0, length));
      return true;
    };
    // All read into one buffer, which costs a third of a stream for each.
    const socket = connect({ port: Number(port), host: hostname, onread: { buffer: this.buffer, callback: read } });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.lost += 1;
    });
    socket.write(`GET /live/editions/2023 HTTP/1.1\r\nHost: ${hostname}\r\nAccept: text/event-stream\r\n\r\n`);
    this.sockets.push(socket);
  }

  /** @returns what may be the beginning of something */
  private readMessages(index: number, text: string): string {
    // All are sent the same, and what was read for one of them is known for the next.
    if (text !== this.last.text) this.last = { text, ...messagesIn(text) };
    for (const { gifts, revision } of this.last.messages) this.heard(index, gifts, revision);
    return this.last.carried;
  }

  private heard(index: number, gifts: number, revision: number): void {
    if (revision < (this.revisions[index] ?? 0)) this.wentBack += 1;
    this.revisions[index] = revision;
    if (this.first[index] === -1) {
      this.first[index] = gifts;
      this.begun += 1;
    }
    const known = gifts - (this.first[index] ?? 0);
    for (let gift = this.seen[index] ?? 0; gift < known; gift += 1) {
      const knownTo = (this.knownTo[gift] ?? 0) + 1;
      this.knownTo[gift] = knownTo;
      if (knownTo === this.count) this.lastKnewAt.push(performance.now());
    }
    if (known > (this.seen[index] ?? 0)) this.seen[index] = known;
  }

  private async until(holds: () => boolean): Promise<void> {
    const deadline = performance.now() + WITHIN_MS;
    while (!holds()) {
      if (this.lost > 0) throw new Error(`${String(this.lost)} watchers were dropped`);
      if (performance.now() > deadline) throw new Error('The messages did not come in time');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

/** What the messages in a piece of a stream say, and what may be the beginning of another one. */
function messagesIn(text: string): {
  readonly messages: readonly { readonly gifts: number; readonly revision: number }[];
  readonly carried: string;
} {
  const messages: { gifts: number; revision: number }[] = [];
  let read = 0;
  for (;;) {
    const at = text.indexOf(GIFTS, read);
    const revisionAt = at === -1 ? -1 : text.indexOf(REVISION, at);
    const end = revisionAt === -1 ? -1 : text.slice(revisionAt + REVISION.length).search(/[,}]/);
    if (end === -1) return { messages, carried: text.slice(Math.max(read, text.length - CARRIED)) };
    const revision = text.slice(revisionAt + REVISION.length, revisionAt + REVISION.length + end);
    messages.push({ gifts: Number(text.slice(at + GIFTS.length, revisionAt)), revision: Number(revision) });
    read = revisionAt;
  }
}
