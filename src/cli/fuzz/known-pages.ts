import { sendRaw } from './send-raw.js';

/** A field of a form as its page offers it. */
export interface KnownField {
  readonly name: string;
  /** What a visitor might send: what stands in it, and what may be chosen. */
  readonly values: readonly string[];
  readonly isFile: boolean;
}

/** A form that was seen on a page: its schema, as people are given it. */
export interface KnownForm {
  readonly method: 'GET' | 'POST';
  readonly action: string;
  readonly multipart: boolean;
  readonly fields: readonly KnownField[];
}

/** What walking through the pages has shown. */
export interface KnownPages {
  readonly addresses: readonly string[];
  readonly forms: readonly KnownForm[];
}

const MOST_PAGES = 60;
const MOST_FIELDS = 60;
/** Pages that end what the walk goes on with. */
const LEAVES_ALONE = /\/sign-out|\/exports\/|\.(?:pdf|zip|xlsx|csv|jsonl)(?:$|\?)/;

/** Walks through the pages of a visitor, link by link, as far as a bound, and notes addresses and forms. */
export async function walkPages(port: number, cookie: string, starts: readonly string[]): Promise<KnownPages> {
  const seen = new Set(starts);
  const shapes = new Map<string, number>();
  const forms = new Map<string, KnownForm>();
  const queue = [...starts];
  for (let page = 0; page < MOST_PAGES && queue.length > 0; page += 1) {
    const address = queue.shift() ?? '/';
    const { status, text } = await sendRaw(port, {
      method: 'GET',
      target: address,
      headers: [
        ['accept', 'text/html'],
        ['cookie', cookie],
      ],
      body: null,
    });
    if (status >= 300 || !/content-type: text\/html/i.test(text)) continue;
    for (const form of formsOf(text, address)) forms.set(`${form.method} ${form.action}`, form);
    for (const [, link = ''] of text.matchAll(/\shref="(\/[^"#]*)"/g)) {
      const next = unescaped(link);
      // Pages of one kind are many; a few of each are enough.
      const shape = next
        .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id')
        .replace(/(walkers|teams)\/[^/?]+/g, '$1/:slug')
        .replace(/\?.*/, '?');
      const of = shapes.get(shape) ?? 0;
      if (seen.has(next) || of >= 3 || next.startsWith('/assets/') || LEAVES_ALONE.test(next)) continue;
      shapes.set(shape, of + 1);
      seen.add(next);
      queue.push(next);
    }
  }
  return { addresses: [...seen], forms: [...forms.values()] };
}

function formsOf(html: string, page: string): KnownForm[] {
  return [...html.matchAll(/<form\b([^>]*)>([^]*?)<\/form>/g)].map(([, head = '', inside = '']) => ({
    method: attribute(head, 'method')?.toUpperCase() === 'POST' ? 'POST' : 'GET',
    action: (attribute(head, 'action') ?? page).split('#', 1)[0] ?? page,
    multipart: attribute(head, 'enctype') === 'multipart/form-data',
    fields: fieldsOf(inside),
  }));
}

function fieldsOf(html: string): KnownField[] {
  const fields = new Map<string, { values: Set<string>; isFile: boolean }>();
  const note = (name: string | undefined, value: string | undefined, isFile = false): void => {
    if (name === undefined || fields.size >= MOST_FIELDS) return;
    const field = fields.get(name) ?? { values: new Set<string>(), isFile };
    if (value !== undefined && field.values.size < 20) field.values.add(value);
    fields.set(name, field);
  };
  for (const [, head = ''] of html.matchAll(/<(?:input|button)\b([^>]*)>/g)) {
    note(attribute(head, 'name'), attribute(head, 'value'), attribute(head, 'type') === 'file');
  }
  for (const [, head = '', text = ''] of html.matchAll(/<textarea\b([^>]*)>([^<]*)<\/textarea>/g)) {
    note(attribute(head, 'name'), unescaped(text));
  }
  for (const [, head = '', inside = ''] of html.matchAll(/<select\b([^>]*)>([^]*?)<\/select>/g)) {
    for (const [, option = ''] of inside.matchAll(/<option\b([^>]*)>/g)) {
      note(attribute(head, 'name'), attribute(option, 'value') ?? '');
    }
  }
  return [...fields].map(([name, { values, isFile }]) => ({ name, values: [...values], isFile }));
}

function attribute(head: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(` ${head}`)?.[1];
  return value === undefined ? undefined : unescaped(value);
}

function unescaped(text: string): string {
  return text
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&');
}
