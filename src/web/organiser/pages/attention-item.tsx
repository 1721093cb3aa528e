import type { VNode } from 'preact';
import { MOST_NOTE_CHARACTERS, type OpenAttentionItem } from '../../../attention/index.js';
import type { Edition } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import { formatDayAndTime } from '../../../platform/i18n/index.js';
import { ErrorSummary, type FormState, TextField } from '../../shared/components/form-fields.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { attentionDetails, attentionHint, attentionTitle } from '../attention-words.js';
import { WorkLayout } from '../../shared/work-layout.js';

export interface AttentionItemView {
  readonly edition: Edition;
  readonly item: OpenAttentionItem;
  readonly form: FormState;
  readonly error: ErrorCode | null;
}

/** One thing that needs a person: all that is known of it, and a note that puts it away. */
export function renderAttentionItemPage(view: AttentionItemView, context: PageContext): string {
  const { edition, item, form, error } = view;
  const { language } = context;
  const t = translatorOf(language);
  const home = `/organise?language=${language}#attention`;
  return renderPage(
    <WorkLayout context={context} title={t('work.attention')} heading={edition.title[language]}>
      <h1>{t('work.attention')}</h1>
      <ErrorSummary language={language} form={form} error={error} controls={{ note: 'note' }} />
      <div class="two">
        <Known item={item} context={context} editionSlug={edition.slug} />
        <section class="card" aria-labelledby="put-away">
          <h2 id="put-away">{t('attention.putAway')}</h2>
          <p class="small mute">{t('attention.putAwayText')}</p>
          <form
            class="form"
            action={`/organise/attention/${item.id}?language=${language}`}
            method="post"
            novalidate
            id="form"
          >
            <input type="hidden" name="edition" value={edition.slug} />
            <TextField
              language={language}
              form={form}
              name="note"
              label={t('attention.note')}
              maxLength={MOST_NOTE_CHARACTERS}
              lines={4}
            />
            <p class="actions">
              <button class="btn go" type="submit">
                {t('attention.done')}
              </button>
            </p>
          </form>
        </section>
      </div>
      <p>
        <a href={home}>{t('attention.back')}</a>
      </p>
    </WorkLayout>,
  );
}

interface KnownProps {
  readonly item: OpenAttentionItem;
  readonly editionSlug: string;
  readonly context: PageContext;
}

function Known({ item, editionSlug, context: { language } }: KnownProps): VNode {
  const t = translatorOf(language);
  const query = new URLSearchParams({ language, edition: editionSlug });
  return (
    <section class="card" aria-labelledby="known">
      <h2 id="known">{attentionTitle(language, item.kind)}</h2>
      <p>{attentionHint(language, item.kind)}</p>
      <ul class="issues">
        <Line name={t('attention.openedAt')} value={formatDayAndTime(language, item.openedAt)} />
        <Line name={t('attention.detail.reference')} value={item.reference} />
        {attentionDetails(language, item.detail).map(({ name, value }) => (
          <Line key={name} name={name} value={value} />
        ))}
      </ul>
      {item.donationId === null ? null : (
        <p>
          <a href={`/organise/gifts/${encodeURIComponent(item.donationId)}?${query.toString()}`}>
            {t('attention.gift')}
          </a>
        </p>
      )}
      {item.kind === 'bulk-act-given-up' ? (
        <p>
          <a href={`/organise/bulk/${encodeURIComponent(item.reference)}?${query.toString()}`}>{t('attention.bulk')}</a>
        </p>
      ) : null}
      {walkerAddress(item) === null ? null : (
        <p>
          <a href={`${walkerAddress(item) ?? ''}?${query.toString()}`}>{t('attention.walker')}</a>
        </p>
      )}
    </section>
  );
}

/** Where the walker stands whom an item is about. */
function walkerAddress({ kind, reference, registrationId }: OpenAttentionItem): string | null {
  if (kind === 'guardian-consent-refused') return `/organise/walkers/${encodeURIComponent(reference)}`;
  return registrationId === null ? null : `/organise/registrations/${encodeURIComponent(registrationId)}`;
}

function Line({ name, value }: { readonly name: string; readonly value: string }): VNode {
  return (
    <li>
      <p>
        <b>{name}</b>
        <span class="small mute" dir="auto">
          {value}
        </span>
      </p>
    </li>
  );
}
