import { Ajv2020 } from 'ajv/dist/2020.js';
import * as formats from 'ajv-formats';
import { v7 as uuidv7 } from 'uuid';
import type { Role } from '../../src/domain/roles.js';
import type { RunningApp } from './running-app.js';
import type { Visitor } from './visitor.js';

/** Where machines act and read for organisers. */
export const MACHINE_API = '/api/v1/organise/editions';

interface Operation {
  readonly operationId?: string;
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>
  >;
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

export interface MachineAnswer {
  readonly status: number;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Request {
  /** `null` is no key; left out, it is the usual one. */
  readonly key?: string | null;
  /** Of the names in the address; one that is left out is nowhere. */
  readonly ids?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** The `Idempotency-Key`. */
  readonly once?: string;
  readonly slug?: string;
}

/** The id in an answer. */
export const idOf = ({ body }: MachineAnswer): string => String(body['id']);

/** Machines with keys that an admin made, whose every answer is held against the OpenAPI document. */
export class Machines {
  private readonly ajv = new Ajv2020({ strict: true });
  private usual = '';

  private constructor(
    private readonly running: RunningApp,
    private readonly admin: Visitor,
    private readonly document: OpenApi,
  ) {
    formats.default.default(this.ajv);
  }

  /** Machines of the edition 2023. */
  static async of(running: RunningApp, admin: Visitor): Promise<Machines> {
    return new Machines(
      running,
      admin,
      (await running.app.inject({ method: 'GET', url: '/api/openapi.json' })).json<OpenApi>(),
    );
  }

  /** Every route of the document below an edition, as `get /exports/{file}`. */
  routes(): string[] {
    return Object.entries(this.document.paths)
      .filter(([path]) => path.startsWith(MACHINE_API))
      .flatMap(([path, operations]) =>
        Object.keys(operations).map((method) => `${method} ${path.slice(`${MACHINE_API}/{edition}`.length)}`),
      );
  }

  /** What every operation of the whole document is called. */
  operationIds(): string[] {
    return Object.values(this.document.paths).flatMap((operations) =>
      Object.values(operations).map(({ operationId }) => operationId ?? ''),
    );
  }

  /** Has the admin make a key on the page; an empty one where that is refused. */
  async makeKey(name: string, role: Role, scopes: readonly string[]): Promise<string> {
    const { text } = await this.admin.post('/organise/api-keys?language=en', {
      edition: '2023',
      entry: uuidv7(),
      name,
      role,
      ...Object.fromEntries(scopes.map((scope) => [scope, 'yes'])),
    });
    return /walk_[A-Za-z0-9_-]{43}/.exec(text)?.[0] ?? '';
  }

  /** Makes the key with which {@link ask} asks where none is given. */
  async makeUsualKey(name: string, role: Role, scopes: readonly string[]): Promise<void> {
    this.usual = await this.makeKey(name, role, scopes);
  }

  /** Asks, and holds the answer against the document. @throws {Error} if it says nothing of such an answer, or another thing */
  async ask(
    route: string,
    { key = this.usual, ids = {}, query, body, once, slug = '2023' }: Request = {},
  ): Promise<MachineAnswer> {
    const [method = '', template = ''] = route.split(' ', 2);
    const path = template.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? uuidv7());
    const response = await this.running.app.inject({
      method: method === 'get' ? 'GET' : 'POST',
      url: `${MACHINE_API}/${slug}${path}`,
      headers: {
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...(once === undefined ? {} : { 'idempotency-key': once }),
      },
      ...(query === undefined ? {} : { query }),
      ...(body === undefined ? {} : { payload: body }),
    });
    const { statusCode: status, body: text } = response;
    const type = String(response.headers['content-type']).split(';')[0] ?? '';
    const operation = this.document.paths[`${MACHINE_API}/{edition}${template}`]?.[method];
    const schema = operation?.responses[String(status)]?.content?.[type]?.schema;
    if (schema === undefined) throw new Error(`${route} says nothing of ${String(status)}: ${text}`);
    if (!type.endsWith('json')) return { status, text, body: {} };
    const validate = this.ajv.compile(schema);
    const answered = response.json<MachineAnswer['body']>();
    if (!validate(answered)) {
      throw new Error(`${route} says something else: ${this.ajv.errorsText(validate.errors)} in ${text}`);
    }
    return { status, text, body: answered };
  }
}
