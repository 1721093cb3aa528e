import type { VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import type { FurtherWords, GiftsToThank, GiftToThank } from '../../../fundraising-pages/index.js';
import { formatDay, formatMoney } from '../../../platform/i18n/index.js';
import { CopyButton } from '../../shared/components/copy-button.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, targetPath } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { OwnPageFrame, partPath, type WhosePage } from './own-page-frame.js';

export interface ThankYouView extends GiftsToThank {
  readonly edition: Edition;
  readonly page: WhosePage & { readonly firstName?: string };
  readonly words: readonly FurtherWords[];
}

/** Whom to thank, with words to copy, and who was thanked already. */
export function renderThankYouPage(view: ThankYouView, context: PageContext): string {
  const { page, gifts, anonymous, words } = view;
  const t = translatorOf(context.language);
  const waiting = gifts.filter(({ thanked }) => !thanked);
  const done = gifts.filter(({ thanked }) => thanked);
  return renderPage(
    <OwnPageFrame context={context} page={page} part="/thanks">
      <p class="lead">{t('thank.lead')}</p>
      <section aria-labelledby="waiting">
        <h2 id="waiting">{t('thank.waiting', { count: waiting.length })}</h2>
        {waiting.length === 0 ? (
          <p class="hollow">{t(gifts.length === 0 ? 'thank.noGifts' : 'thank.allDone')}</p>
        ) : (
          <ul class="thanks">
            {waiting.map((gift) => (
              <Gift key={gift.donationId} gift={gift} view={view} context={context} />
            ))}
          </ul>
        )}
      </section>
      {anonymous === 0 ? null : (
        <p class="notice">
          {t.rich<VNode>('thank.anonymous', {
            count: anonymous,
            a: (text) => <a href={partPath(context, page, '/updates')}>{text}</a>,
          })}
        </p>
      )}
      {done.length === 0 ? null : (
        <section aria-labelledby="done">
          <h2 id="done">{t('thank.done')}</h2>
          <ul class="thanks">
            {done.map((gift) => (
              <Gift key={gift.donationId} gift={gift} view={view} context={context} />
            ))}
          </ul>
        </section>
      )}
      {words.length === 0 ? null : (
        <section aria-labelledby="words">
          <h2 id="words">{t('thank.furtherWords')}</h2>
          <p>{t(page.kind === 'team' ? 'thank.furtherWordsOfTeam' : 'thank.furtherWordsOfPage')}</p>
          <ul class="thanks">
            {words.map((it) => (
              <Words key={it.donationId} words={it} view={view} context={context} />
            ))}
          </ul>
        </section>
      )}
    </OwnPageFrame>,
  );
}

interface GiftProps {
  readonly gift: GiftToThank;
  readonly view: ThankYouView;
  readonly context: PageContext;
}

function Gift({ gift, view: { edition, page }, context }: GiftProps): VNode {
  const { language } = context;
  const t = translatorOf(language);
  const { donationId, name, message, thanked } = gift;
  const amount = formatMoney(language, gift.amountMinor, edition.currency);
  const text = `text-${donationId}`;
  const address = `${context.publicUrl}${targetPath(context, page)}`;
  return (
    <li>
      <p class="who">
        <bdi>{name}</bdi>
        <span class="num">{amount}</span>
      </p>
      <p class="small mute">{formatDay(language, gift.paidAt)}</p>
      {message === null || message === '' ? null : <p dir="auto">{message}</p>}
      {thanked ? null : (
        <>
          <label for={text}>{t('thank.words', { name })}</label>
          <textarea id={text} rows={4} readonly dir="auto">
            {page.kind === 'walker'
              ? t('thank.text', { name, amount, walker: page.firstName ?? page.name, address })
              : t('teamPage.thankText', { name, amount, team: page.name, address })}
          </textarea>
        </>
      )}
      <form class="actions" action={partPath(context, page, '/thanks')} method="post">
        <input type="hidden" name="gift" value={donationId} />
        <input type="hidden" name="thanked" value={thanked ? 'no' : 'yes'} />
        {thanked ? null : <CopyButton language={language} of={text} what={name} />}
        <button
          class="btn line"
          type="submit"
          aria-label={thanked ? t('thank.undoOf', { name }) : t('thank.markOf', { name })}
        >
          {t(thanked ? 'thank.undo' : 'thank.mark')}
        </button>
      </form>
      <Hiding donationId={donationId} name={name} hidden={gift.hidden} page={page} context={context} />
    </li>
  );
}

function Words({
  words,
  view: { page },
  context,
}: {
  readonly words: FurtherWords;
  readonly view: ThankYouView;
  readonly context: PageContext;
}): VNode {
  const { language } = context;
  const t = translatorOf(language);
  const name = words.name ?? t('gifts.anonymous');
  return (
    <li>
      <p class="who">
        <bdi>{name}</bdi>
      </p>
      <p class="small mute">
        {words.walkerName === null ? null : <>{t('thank.toWalker', { walker: words.walkerName })} · </>}
        {formatDay(language, words.paidAt)}
      </p>
      <p dir="auto">{words.message}</p>
      <Hiding donationId={words.donationId} name={name} hidden={words.hidden} page={page} context={context} />
    </li>
  );
}

interface HidingProps {
  readonly donationId: string;
  readonly name: string;
  readonly hidden: boolean;
  readonly page: ThankYouView['page'];
  readonly context: PageContext;
}

/** Takes name and message from public pages, or puts them back. */
function Hiding({ donationId, name, hidden, page, context }: HidingProps): VNode {
  const t = translatorOf(context.language);
  return (
    <>
      {hidden ? <p class="small">{t('thank.isHidden')}</p> : null}
      <form action={partPath(context, page, '/thanks')} method="post">
        <input type="hidden" name="gift" value={donationId} />
        <input type="hidden" name="hidden" value={hidden ? 'no' : 'yes'} />
        <button class="btn line" type="submit" aria-label={t(hidden ? 'thank.showOf' : 'thank.hideOf', { name })}>
          {t(hidden ? 'thank.show' : 'thank.hide')}
        </button>
      </form>
    </>
  );
}
