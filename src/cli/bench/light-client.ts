import { connect, type Socket } from 'node:net';

const WHOLE_HEAD = '\r\n\r\n';
/** Whoever is not answered by then is not answered; ms. */
const WITHIN_MS = 120_000;

/**
 * Asks over so many connections, the next one of each once the one before is answered. An HTTP client that can do everything takes
 * more time for a question than a server that only checks a signature; this one reads the status and the length of an answer and
 * nothing else, since it sits on the processors that are measured.
 */
export class LightClient {
  private readonly url: URL;
  private readonly idle: Connection[] = [];
  private readonly waiting: ((connection: Connection) => void)[] = [];
  private readonly open = new Set<Connection>();
  private closed = false;

  constructor(
    url: string,
    private readonly connections: number,
  ) {
    this.url = new URL(url);
  }

  /**
   * Sends a request as it is, over the connection that has been idle the longest.
   * @throws {Error} when it is answered with another status than 200, or not at all
   */
  async ask(request: Buffer): Promise<void> {
    const connection = await this.free();
    let status: number;
    try {
      status = await connection.ask(request);
    } finally {
      this.giveBack(connection);
    }
    if (status !== 200) throw new Error(`A request was answered ${String(status)}`);
  }

  /** Ends all connections; whoever still waits for an answer hears that there will be none. */
  close(): void {
    this.closed = true;
    for (const connection of this.open) connection.end();
  }

  private free(): Promise<Connection> {
    const connection = this.idle.shift() ?? (this.open.size < this.connections ? this.connect() : undefined);
    if (connection === undefined) return new Promise((resolve) => this.waiting.push(resolve));
    return Promise.resolve(connection.ended ? this.connect() : connection);
  }

  private connect(): Connection {
    for (const connection of this.open) if (connection.ended) this.open.delete(connection);
    const connection = new Connection(this.url);
    this.open.add(connection);
    return connection;
  }

  private giveBack(connection: Connection): void {
    if (this.closed) return;
    const next = this.waiting.shift();
    if (next === undefined) this.idle.push(connection);
    else next(connection.ended ? this.connect() : connection);
  }
}

/** A connection on which one question at a time is asked. */
class Connection {
  ended = false;
  private readonly socket: Socket;
  private head = '';
  /** Bytes of the answer that are still to come; `undefined` while its head is not whole. */
  private left: number | undefined;
  private status = 0;
  private answer: { readonly resolve: (status: number) => void; readonly reject: (error: Error) => void } | undefined;

  constructor({ hostname, port }: URL) {
    this.socket = connect({ host: hostname, port: Number(port), noDelay: true });
    this.socket.setTimeout(WITHIN_MS, () => this.socket.destroy(new Error('A request was not answered')));
    this.socket.on('data', (piece: Buffer) => this.read(piece));
    this.socket.once('error', (error) => this.fail(error));
    this.socket.once('close', () => this.fail(new Error('A connection ended before its answer')));
  }

  ask(request: Buffer): Promise<number> {
    return new Promise((resolve, reject) => {
      this.answer = { resolve, reject };
      this.socket.write(request);
    });
  }

  end(): void {
    this.ended = true;
    this.socket.destroy();
  }

  private read(piece: Buffer): void {
    if (this.left === undefined) {
      this.head += piece.toString('latin1');
      const end = this.head.indexOf(WHOLE_HEAD);
      if (end < 0) return;
      const length = /^content-length: (\d+)/im.exec(this.head)?.[1];
      if (length === undefined) {
        this.socket.destroy(new Error('An answer does not tell its length'));
        return;
      }
      this.left = end + WHOLE_HEAD.length + Number(length) - this.head.length;
      this.status = Number(this.head.slice(9, 12));
      this.ended = /^connection: close/im.test(this.head);
      this.head = '';
    } else this.left -= piece.length;
    if (this.left > 0) return;
    this.left = undefined;
    const answer = this.answer;
    this.answer = undefined;
    if (this.ended) this.socket.end();
    answer?.resolve(this.status);
  }

  private fail(error: Error): void {
    this.ended = true;
    this.answer?.reject(error);
    this.answer = undefined;
  }
}

/** A page as a stranger asks for it, as it travels. */
export function requestFor(url: string): Buffer {
  const { host, pathname, search } = new URL(url);
  return Buffer.from(`GET ${pathname}${search} HTTP/1.1\r\nhost: ${host}\r\naccept: text/html\r\n\r\n`);
}
