import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What an S3-compatible store does with three verbs, and what it was asked. */
export class TinyStore {
  readonly objects = new Map<string, { readonly body: Buffer; readonly contentType: string }>();
  readonly authorizations: string[] = [];
  full = false;
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      void this.answer(request).then(({ status, body }) => {
        response.writeHead(status, { 'content-length': String(body.length) }).end(body);
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => {
      this.server.listen(0, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage): Promise<{ status: number; body: Buffer }> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    this.authorizations.push(request.headers.authorization ?? '');
    const none = Buffer.alloc(0);
    const key = request.url ?? '';
    switch (request.method) {
      case 'PUT':
        if (this.full) return { status: 507, body: Buffer.from('<Error><Code>InsufficientStorage</Code></Error>') };
        this.objects.set(key, {
          body: Buffer.concat(chunks),
          contentType: request.headers['content-type'] ?? '',
        });
        return { status: 200, body: none };
      case 'DELETE':
        this.objects.delete(key);
        return { status: 204, body: none };
      default: {
        const object = this.objects.get(key);
        return object === undefined
          ? { status: 404, body: Buffer.from('<Error><Code>NoSuchKey</Code></Error>') }
          : { status: 200, body: object.body };
      }
    }
  }
}
