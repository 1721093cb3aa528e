import type { VNode } from 'preact';
import { assetPath } from '../../shared/assets/asset-files.js';
import { Layout } from '../../shared/layout.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, under } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';

export interface HeldFormView {
  /** Where the form was sent to. */
  readonly action: string;
  /** All that was typed, by the names of its fields. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly retryAfterSeconds: number;
  /** A form with a file: a page cannot hand that back. */
  readonly withFile: boolean;
  /** What a browser solves to go on at once, as JSON; `null`: it can only wait. */
  readonly challenge: string | null;
}

/** More fields than any form of ours has; longer than any of them takes. */
const MOST_FIELDS = 400;
const MOST_CHARACTERS = 10_000;

/** What was typed into a form, in its order, as far as a form can hand it on. */
export function typedFields(body: unknown): (readonly [string, string])[] {
  if (typeof body !== 'object' || body === null) return [];
  return Object.entries(body as Readonly<Record<string, unknown>>)
    .flatMap(([name, value]) =>
      Array.isArray(value) ? (value as unknown[]).map((one) => [name, one] as const) : [[name, value] as const],
    )
    .flatMap(([name, value]) => (typeof value === 'string' ? [[name, value.slice(0, MOST_CHARACTERS)] as const] : []))
    .slice(0, MOST_FIELDS);
}

/** Somebody sends too much from one place: when they can go on, and their form with all they typed, to be sent again. */
export function renderHeldFormPage(view: HeldFormView, context: PageContext): string {
  const t = translatorOf(context.language);
  const title = t('problem.title429');
  return renderPage(
    <Layout
      context={context}
      title={title}
      unlisted
      scripts={view.challenge === null ? [] : [assetPath('proof-of-work.js')]}
    >
      <div class="wrap column">
        <p class="eyebrow num">429</p>
        <h1>{title}</h1>
        <p class="lead">{t(view.challenge === null ? 'held.text' : 'held.textProof')}</p>
        {view.challenge === null ? <p>{waitInWords(view.retryAfterSeconds, context)}</p> : null}
        {view.withFile ? (
          <p class="actions">
            <a class="btn line" href={under(context)}>
              {t('problem.toHome')}
            </a>
          </p>
        ) : (
          <HeldForm view={view} context={context} />
        )}
      </div>
    </Layout>,
  );
}

/** How long to wait, in seconds or, where those are many, in minutes. */
export function waitInWords(seconds: number, { language }: PageContext): string {
  const t = translatorOf(language);
  return seconds <= 90
    ? t('held.waitSeconds', { seconds })
    : t('held.waitMinutes', { minutes: Math.ceil(seconds / 60) });
}

function HeldForm({ view, context }: { readonly view: HeldFormView; readonly context: PageContext }): VNode {
  const t = translatorOf(context.language);
  return (
    <form
      class="form"
      action={view.action}
      method="post"
      {...(view.challenge === null
        ? {}
        : { 'data-proof': view.challenge, 'data-proof-worker': assetPath('proof-worker.js') })}
    >
      {view.challenge === null ? null : (
        <>
          <p role="status" data-working="" hidden>
            {t('held.working')}
          </p>
          <p data-waiting="">{waitInWords(view.retryAfterSeconds, context)}</p>
        </>
      )}
      {view.fields.map(([name, value], index) => (
        <input type="hidden" name={name} value={value} key={`${String(index)} ${name}`} />
      ))}
      <button class="btn go wide" type="submit">
        {t('held.again')}
      </button>
      <p class="small mute">{t('held.kept')}</p>
    </form>
  );
}
