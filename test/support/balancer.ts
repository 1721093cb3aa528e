import { once } from 'node:events';
import { createServer, request as requestOf, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What nobody's request may be larger than here; bytes. */
const MOST_BODY = 1024 * 1024;

/**
 * A proxy before several web processes that asks the next one where one is not there or says 503, as `deploy/nginx.conf`
 * does (`proxy_next_upstream error timeout http_503 non_idempotent`).
 */
export class Balancer {
  /** Answers of 5xx that reached whoever asked, and requests that nobody answered. */
  readonly refusals: string[] = [];
  /** Requests that one process did not take and another did. */
  passedOn = 0;
  #turn = 0;

  private constructor(
    private readonly server: Server,
    private readonly upstreams: readonly URL[],
  ) {}

  static async start(upstreams: readonly string[]): Promise<Balancer> {
    const server = createServer();
    const balancer = new Balancer(
      server,
      upstreams.map((it) => new URL(it)),
    );
    server.on('request', (incoming: IncomingMessage, response: ServerResponse) => {
      balancer.#pass(incoming, response).catch((error: unknown) => response.destroy(error as Error));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  async #pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of incoming as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > MOST_BODY) throw new RangeError('A body larger than any here');
      pieces.push(piece);
    }
    const first = this.#turn++;
    for (let tried = 0; tried < this.upstreams.length; tried += 1) {
      const upstream = this.upstreams[(first + tried) % this.upstreams.length];
      if (upstream === undefined) break;
      const answer = await ask(upstream, incoming, Buffer.concat(pieces), response);
      const isLast = tried === this.upstreams.length - 1;
      if (answer === null || (answer.statusCode === 503 && !isLast)) {
        answer?.resume();
        this.passedOn += 1;
        continue;
      }
      const status = answer.statusCode ?? 502;
      if (status >= 500) this.refusals.push(`${incoming.method ?? ''} ${incoming.url ?? ''} ${String(status)}`);
      response.writeHead(status, answer.headers);
      answer.pipe(response);
      answer.once('error', (error) => response.destroy(error));
      response.once('close', () => answer.destroy());
      return;
    }
    this.refusals.push(`${incoming.method ?? ''} ${incoming.url ?? ''} unanswered`);
    response.writeHead(502).end();
  }
}

/** @returns the answer as it begins; `null` where nobody is there to give one */
function ask(
  upstream: URL,
  { method, url, headers }: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): Promise<IncomingMessage | null> {
  return new Promise((resolve) => {
    const outgoing = requestOf({
      host: upstream.hostname,
      port: upstream.port,
      method,
      path: url,
      headers,
      agent: false,
    });
    outgoing.once('response', resolve);
    outgoing.once('error', () => {
      resolve(null);
    });
    response.once('close', () => outgoing.destroy());
    outgoing.end(body);
  });
}
