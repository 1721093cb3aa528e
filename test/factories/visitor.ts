import type { RunningApp } from './running-app.js';

/** What a visitor got. */
export interface VisitorAnswer {
  readonly status: number;
  readonly location: string | undefined;
  readonly text: string;
}

/** Somebody with a browser of their own: it keeps its cookies, and asks for pages without running scripts. */
export class Visitor {
  private readonly cookies = new Map<string, string>();

  constructor(
    private readonly running: RunningApp,
    private readonly agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  ) {}

  get(url: string): Promise<VisitorAnswer> {
    return this.ask('GET', url);
  }

  post(url: string, fields: Readonly<Record<string, string>>): Promise<VisitorAnswer> {
    return this.ask('POST', url, fields);
  }

  /** A file, byte for byte. */
  async bytes(url: string): Promise<{ readonly status: number; readonly body: Buffer }> {
    const { statusCode, rawPayload } = await this.send('GET', url);
    return { status: statusCode, body: rawPayload };
  }

  private async ask(
    method: 'GET' | 'POST',
    url: string,
    fields?: Readonly<Record<string, string>>,
  ): Promise<VisitorAnswer> {
    const response = await this.send(method, url, fields);
    const location = response.headers.location;
    return {
      status: response.statusCode,
      location: typeof location === 'string' ? location : undefined,
      text: response.body,
    };
  }

  private async send(method: 'GET' | 'POST', url: string, fields?: Readonly<Record<string, string>>) {
    const response = await this.running.app.inject({
      method,
      url,
      headers: {
        accept: 'text/html',
        'user-agent': this.agent,
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(fields === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(fields === undefined ? {} : { payload: new URLSearchParams(fields).toString() }),
    });
    for (const cookie of response.cookies) {
      const over = cookie.maxAge === 0 || (cookie.expires !== undefined && cookie.expires.getTime() <= Date.now());
      if (over) this.cookies.delete(cookie.name);
      else this.cookies.set(cookie.name, cookie.value);
    }
    return response;
  }
}
