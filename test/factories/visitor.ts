import type { RunningApp } from './running-app.js';

/** What a visitor got. */
export interface VisitorAnswer {
  readonly status: number;
  readonly location: string | undefined;
  readonly text: string;
}

/** What a form sends. */
export type FormFields = Readonly<Record<string, string>> | [name: string, value: string][];

/** Somebody with a browser of their own: it keeps its cookies, and asks for pages without running scripts. */
export class Visitor {
  private readonly cookies = new Map<string, string>();

  constructor(
    private readonly running: RunningApp,
    private readonly agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  ) {}

  /** Puts a cookie into the browser. */
  keep(name: string, value: string): void {
    this.cookies.set(name, value);
  }

  /** What the browser holds under a name; `null` when it has no such cookie. */
  kept(name: string): string | null {
    return this.cookies.get(name) ?? null;
  }

  get(url: string): Promise<VisitorAnswer> {
    return this.ask('GET', url);
  }

  /** What the page's own script asks for: where it stands, in a word. */
  async status(url: string): Promise<string> {
    return answerOf(await this.send('GET', url, undefined, 'application/json')).text;
  }

  /** @param fields as pairs where a name comes more than once */
  post(url: string, fields: FormFields): Promise<VisitorAnswer> {
    return this.ask('POST', url, fields);
  }

  /** A file, byte for byte. */
  async bytes(url: string): Promise<{ readonly status: number; readonly body: Buffer }> {
    const { statusCode, rawPayload } = await this.send('GET', url);
    return { status: statusCode, body: rawPayload };
  }

  /** Sends a file with a form, as browsers do (RFC 7578). */
  async upload(
    url: string,
    field: string,
    file: Buffer,
    fileName = 'photo.jpg',
    fields: Readonly<Record<string, string>> = {},
  ): Promise<VisitorAnswer> {
    const boundary = '----a-boundary-of-this-test';
    const typed = Object.entries(fields).map(
      ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    const head = `${typed.join('')}--${boundary}\r\ncontent-disposition: form-data; name="${field}"; filename="${fileName}"\r\n`;
    const payload = Buffer.concat([
      Buffer.from(`${head}content-type: application/octet-stream\r\n\r\n`),
      file,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
    return answerOf(await this.send('POST', url, { type: `multipart/form-data; boundary=${boundary}`, payload }));
  }

  private async ask(method: 'GET' | 'POST', url: string, fields?: FormFields): Promise<VisitorAnswer> {
    const type = 'application/x-www-form-urlencoded';
    const body =
      fields === undefined
        ? undefined
        : { type, payload: new URLSearchParams(Array.isArray(fields) ? fields : Object.entries(fields)).toString() };
    return answerOf(await this.send(method, url, body));
  }

  private async send(
    method: 'GET' | 'POST',
    url: string,
    body?: { readonly type: string; readonly payload: string | Buffer },
    accept = 'text/html',
  ) {
    const response = await this.running.app.inject({
      method,
      url,
      headers: {
        accept,
        'user-agent': this.agent,
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body === undefined ? {} : { 'content-type': body.type }),
      },
      ...(body === undefined ? {} : { payload: body.payload }),
    });
    for (const cookie of response.cookies) {
      const over = cookie.maxAge === 0 || (cookie.expires !== undefined && cookie.expires.getTime() <= Date.now());
      if (over) this.cookies.delete(cookie.name);
      else this.cookies.set(cookie.name, cookie.value);
    }
    return response;
  }
}

function answerOf(response: Awaited<ReturnType<RunningApp['app']['inject']>>): VisitorAnswer {
  const { location } = response.headers;
  return {
    status: response.statusCode,
    location: typeof location === 'string' ? location : undefined,
    text: response.body,
  };
}
