import sharp from 'sharp';
import { setTimeout as sleep } from 'node:timers/promises';
import { knock } from './knock.js';

const AGAIN_AFTER_MS = 250;
const PATIENCE_MS = 180_000;
const REQUEST_WITHIN_MS = 60_000;
/** Noise, of which a file stays large however it is pressed: the photo as it is kept has more than half a megabyte. */
const PHOTO = { width: 1_200, height: 900, quality: 70 } as const;
/** What the page says when uploads cannot be kept; in English, as these pages are asked for. */
const CANNOT_BE_KEPT = 'We cannot keep or show your photo right now. Nothing has changed; please try again later.';
const PICTURE = /\/photos\/[0-9a-f-]{36}\/[a-z0-9-]+\.(?:webp|jpg)/g;

/** What became of a photo that was sent. `full`: the page came again, with all that is on it and a kind reason. */
export type Placed = 'placed' | 'full';

/** Where the photographer's page is, and what is known of it from inside. */
export interface PhotographedInstall {
  readonly appUrl: string;
  readonly databaseUrl: string;
}

/** A walker who sends photos for the page of their own while all goes wrong, and who signs in as everybody does: by mail. */
export class Photographer {
  readonly #cookies = new Map<string, string>();
  #page: string | undefined;
  #placed = 0;
  #full = 0;

  constructor(
    private readonly install: PhotographedInstall,
    private readonly edition: string,
    private readonly signal: AbortSignal,
  ) {}

  /** How many photos were taken, and how many refused for want of room. */
  get photos(): { readonly placed: number; readonly full: number } {
    return { placed: this.#placed, full: this.#full };
  }

  /** Sends a photo, again where it got no answer or another fault was in the way. @throws when that takes too long */
  async place(): Promise<Placed> {
    const page = await this.#ownPage();
    const photo = await noise();
    const outcome = await this.#until('A photo was neither taken nor refused', async () => {
      const form = new FormData();
      form.set('photo', new Blob([new Uint8Array(photo)], { type: 'image/jpeg' }), 'photo.jpg');
      const { status, location, text } = await this.#ask(`${page}/photo`, { method: 'POST', body: form });
      if (status === 303 && location.endsWith('?done=placed')) return 'placed' as const;
      if (status === 303 && location.includes('/sign-in')) await this.#signIn();
      return status === 503 && text.includes(CANNOT_BE_KEPT) && text.includes('name="photo"')
        ? ('full' as const)
        : null;
    });
    if (outcome === 'placed') this.#placed += 1;
    else this.#full += 1;
    return outcome;
  }

  /** Sends photos until told to stop, one after the other. */
  async keepPlacing(everyMs: number, stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await this.place();
      await sleep(everyMs, undefined, { signal: stop }).catch(() => undefined);
    }
  }

  /** Whether the page shows a photo whose every picture is there. @returns what is wrong, in words */
  async look(): Promise<string[]> {
    const page = await this.#ownPage();
    const { status, text } = await this.#ask(`${page}/photo`);
    const pictures = [...new Set(text.match(PICTURE) ?? [])];
    if (status !== 200 || pictures.length === 0) return [`the photographer's page shows no photo (${String(status)})`];
    const wrong: string[] = [];
    for (const path of [...pictures, `${page}/photo/whole`]) {
      const answer = await this.#ask(path);
      if (answer.status !== 200) wrong.push(`${path} of the photographer is answered with ${String(answer.status)}`);
    }
    return wrong;
  }

  async #ownPage(): Promise<string> {
    if (this.#page === undefined) await this.#signIn();
    return this.#page ?? '';
  }

  /** As the walker whose place is valid longest. */
  async #signIn(): Promise<void> {
    const { slug, email } = await this.#until('No walker has a page', () =>
      this.#found<{ slug: string; email: string }>(
        `SELECT w.slug, a.email FROM walker w JOIN registration r ON r.id = w.registration_id
         JOIN account a ON a.id = r.account_id
        WHERE r.state = 'confirmed' ORDER BY r.confirmed_at, r.id LIMIT 1`,
      ),
    );
    const home = `/en/${this.edition}`;
    await this.#until('The photographer could not sign in', async () => {
      const latest = await this.#found<{ id: string }>(`SELECT coalesce(max(id), 0)::text AS id FROM local_mail`);
      const asked = await this.#ask(`${home}/sign-in`, {
        method: 'POST',
        body: new URLSearchParams({ email, to: `${home}/my` }),
      });
      if (asked.status !== 303) return null;
      const mail = await this.#until('No mail let the photographer in', () =>
        this.#found<{ body: string }>(
          `SELECT body FROM local_mail WHERE recipient = $1 AND id > $2::bigint AND body LIKE '%/sign-in/%'
            ORDER BY id DESC LIMIT 1`,
          [email, latest?.id ?? '0'],
        ),
      );
      const path = /https?:\/\/[^/\s]+(\/\S+\/sign-in\/[A-Za-z0-9_-]{24})/.exec(mail.body)?.[1];
      const entered = path === undefined ? null : await this.#ask(path);
      return entered?.status === 303 ? true : null;
    });
    this.#page = `${home}/my/pages/${slug}`;
  }

  async #found<Row extends object>(sql: string, parameters: readonly string[] = []): Promise<Row | null> {
    const { rows } = await knock(this.install.databaseUrl, (client) => client.query<Row>(sql, [...parameters]));
    return rows[0] ?? null;
  }

  /** Tries until there is something. A connection that breaks, and any answer but the one that is waited for, is a reason. */
  async #until<T>(otherwise: string, attempt: () => Promise<T | null>): Promise<T> {
    const deadline = performance.now() + PATIENCE_MS;
    let last: unknown;
    while (performance.now() < deadline) {
      this.signal.throwIfAborted();
      try {
        const result = await attempt();
        if (result !== null) return result;
      } catch (error) {
        // The process may just have been killed: that is what this is about.
        last = error;
      }
      await sleep(AGAIN_AFTER_MS);
    }
    throw new Error(otherwise, { cause: last });
  }

  async #ask(path: string, init: RequestInit = {}): Promise<{ status: number; location: string; text: string }> {
    const response = await fetch(`${this.install.appUrl}${path}`, {
      ...init,
      redirect: 'manual',
      signal: AbortSignal.timeout(REQUEST_WITHIN_MS),
      headers: {
        accept: 'text/html',
        cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      },
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (name === undefined || value === undefined) continue;
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    const text = await response.text();
    return { status: response.status, location: response.headers.get('location') ?? '', text };
  }
}

function noise(): Promise<Buffer> {
  const { width, height, quality } = PHOTO;
  return sharp({
    create: { width, height, channels: 3, background: '#000', noise: { type: 'gaussian', mean: 128, sigma: 60 } },
  })
    .jpeg({ quality })
    .toBuffer();
}
