import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import type {
  AppControllerRoute,
  AppViewRoute,
  BullBoardQueues,
  ControllerHandlerReturnType,
  IServerAdapter,
  UIConfig,
} from '@bull-board/api/typings/app';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};

/**
 * Serves the board of queues: its page, its files and what it asks. Of its routes only those that read are there. The page
 * goes out without the fonts that it would ask of another site, and without styles written into it.
 */
export class QueueBoardAdapter implements IServerAdapter {
  private queues: BullBoardQueues | undefined;
  private pages = '';
  private files = '';
  private entry: AppViewRoute | undefined;
  private asked: readonly AppControllerRoute[] = [];
  private config: UIConfig = {};
  private onError: (error: Error) => ControllerHandlerReturnType = () => ({ status: 500, body: '' });

  /** @param home where it stands, without a slash at the end */
  constructor(private readonly home: string) {}

  setQueues(queues: BullBoardQueues): this {
    this.queues = queues;
    return this;
  }

  setViewsPath(path: string): this {
    this.pages = path;
    return this;
  }

  setStaticPath(_route: string, path: string): this {
    this.files = path;
    return this;
  }

  setEntryRoute(route: AppViewRoute): this {
    this.entry = route;
    return this;
  }

  setErrorHandler(handler: (error: Error) => ControllerHandlerReturnType): this {
    this.onError = handler;
    return this;
  }

  setApiRoutes(routes: AppControllerRoute[]): this {
    this.asked = routes;
    return this;
  }

  setUIConfig(config: UIConfig): this {
    this.config = config;
    return this;
  }

  /** Puts the routes into a scope whose prefix is where the board stands. */
  register(fastify: FastifyInstance): void {
    this.registerPages(fastify);
    this.registerFiles(fastify);
    for (const route of this.asked) {
      if (![route.method].flat().includes('get')) continue;
      for (const url of [route.route].flat()) {
        fastify.get(url, async (request, reply) => {
          const { status = 200, body } = await this.answer(route, request);
          return reply.status(status).send(body);
        });
      }
    }
  }

  private registerPages(fastify: FastifyInstance): void {
    const { entry } = this;
    if (entry === undefined) return;
    for (const url of [entry.route].flat()) {
      fastify.get(url, async (_request, reply) => {
        const { name, params } = entry.handler({ basePath: this.home, uiConfig: this.config });
        const page = await readFile(join(this.pages, name), 'utf8');
        const html = page
          .replace(/<link href="https?:\/\/[^>]*>/g, '')
          .replace(/<style>[^<]*<\/style>/g, '')
          .replace(/ style="[^"]*"/g, '')
          .replace(/<%[=-] (\w+) %>/g, (_, key: string) => params[key] ?? '');
        return reply.type('text/html; charset=utf-8').send(html);
      });
    }
  }

  /** Only files that were there at the start have an address, so that no address leads anywhere else. */
  private registerFiles(fastify: FastifyInstance): void {
    const known = new Set(
      readdirSync(this.files, { recursive: true, withFileTypes: true })
        .filter((file) => file.isFile())
        .map((file) => relative(this.files, join(file.parentPath, file.name)).split(sep).join('/')),
    );
    fastify.get<{ Params: { '*': string } }>('/static/*', async (request, reply) => {
      const { '*': name } = request.params;
      const type = TYPES[extname(name)];
      if (type === undefined || !known.has(name)) return reply.status(404).send('');
      return reply.type(type).send(await readFile(join(this.files, name)));
    });
  }

  private async answer(route: AppControllerRoute, request: FastifyRequest): Promise<ControllerHandlerReturnType> {
    if (this.queues === undefined) throw new Error('The board has no queues');
    try {
      return await route.handler({
        queues: this.queues,
        uiConfig: this.config,
        params: request.params as Record<string, string>,
        query: request.query as Record<string, string>,
        body: {},
        headers: {},
      });
    } catch (error) {
      return this.onError(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
