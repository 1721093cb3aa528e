import type { VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import type { GiftEvent, OwnGift } from '../../../donations/index.js';
import { formatDayAndTime, formatMoney } from '../../../platform/i18n/index.js';
import { targetOf } from '../../shared/components/gift-list.js';
import { CertificateBox } from '../../shared/components/certificate-box.js';
import { ErrorSummary, type FormState, TextField, TickBox } from '../../shared/components/form-fields.js';
import { Layout } from '../../shared/layout.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, targetPath, tryAgainPath, under } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { FindPage } from './move-gift.js';
import { isReceiptDue } from '../receipt.js';

export interface GiftPageView {
  readonly edition: Edition;
  readonly token: string;
  readonly gift: OwnGift;
  readonly life: readonly GiftEvent[];
  /** The correction, as it stands or as it was refused. */
  readonly form: FormState;
  readonly error: ErrorCode | null;
  /** What was done a moment ago. */
  readonly done: 'corrected' | 'asked' | null;
}

interface Props {
  readonly view: GiftPageView;
  readonly context: PageContext;
}

const CONTROLS = { name: 'name', message: 'message', anonymous: 'anonymous' };

/** A gift from its donor's side: where it is, what happened, the receipt, and what can be put right. */
export function renderGiftPage(view: GiftPageView, context: PageContext): string {
  const { edition, gift, form, error, done } = view;
  const { language } = context;
  const t = translatorOf(language);
  const title = t('gift.title');
  const faulty = form.errors.length > 0 || error !== null;
  const target = targetOf(gift.target);
  return renderPage(
    <Layout context={context} title={faulty ? t('form.errorInTitle', { title }) : title} unlisted>
      <div class="wrap column">
        <h1>{title}</h1>
        <ErrorSummary language={language} form={form} error={error} controls={CONTROLS} />
        {done === null ? null : (
          <p class="card" role="status">
            {t(done === 'corrected' ? 'gift.corrected' : 'gift.asked')}
          </p>
        )}
        <section class="card own-gift" aria-label={title}>
          <p class={`state ${gift.status}`}>{t(`gift.state.${gift.status}`)}</p>
          <p class="figure">{formatMoney(language, gift.amountMinor - gift.refundedMinor, edition.currency)}</p>
          {gift.parts.length > 0 ? (
            <Parts view={view} context={context} />
          ) : (
            <p>
              {t('gift.to')}{' '}
              <a href={targetPath(context, target)}>
                <bdi>{target.kind === 'edition' ? edition.title[language] : target.name}</bdi>
              </a>
            </p>
          )}
          {gift.coveredFeeMinor > 0 ? (
            <p class="small mute">
              {t('gift.covered', { fee: formatMoney(language, gift.coveredFeeMinor, edition.currency) })}
            </p>
          ) : null}
          {gift.certificateWanted ? <p class="small">{t('gift.certificateWanted')}</p> : null}
          <Onward view={view} context={context} />
        </section>
        <section aria-labelledby="life">
          <h2 id="life">{t('gift.life')}</h2>
          <Life view={view} context={context} />
        </section>
        <Shown view={view} context={context} />
        <Correction view={view} context={context} />
        <Move view={view} context={context} />
      </div>
    </Layout>,
  );
}

function Parts({ view: { edition, gift }, context }: Props): VNode {
  const { language } = context;
  return (
    <>
      <p>{translatorOf(language)('gift.parts')}</p>
      <ul>
        {gift.parts.map((part) => {
          const target = targetOf(part.target);
          return (
            <li key={targetPath(context, target)}>
              <a href={targetPath(context, target)}>
                <bdi>{target.kind === 'edition' ? edition.title[language] : target.name}</bdi>
              </a>{' '}
              {formatMoney(language, part.amountMinor, edition.currency)}
            </li>
          );
        })}
      </ul>
    </>
  );
}

function Onward({ view: { gift, token }, context }: Props): VNode | null {
  const t = translatorOf(context.language);
  if (isReceiptDue(gift)) {
    return (
      <p class="actions">
        <a class="btn line" href={under(context, `/gifts/${token}/receipt.pdf`)}>
          {t('gift.receipt')}
        </a>
      </p>
    );
  }
  if (gift.status !== 'failed' && gift.status !== 'expired') return null;
  return (
    <p class="actions">
      <a class="btn go" href={tryAgainPath(context, targetOf(gift.target), gift)}>
        {t('thanks.again')}
      </a>
    </p>
  );
}

function Life({ view: { life, edition }, context: { language } }: Props): VNode {
  const t = translatorOf(language);
  return (
    <ol class="life">
      {life.map(({ kind, at, amountMinor }) => (
        <li key={`${kind} ${at.toISOString()} ${String(amountMinor)}`} class={kind}>
          <b>{t(`gift.event.${kind}`, { amount: formatMoney(language, amountMinor, edition.currency) })}</b>
          <time class="small mute" dateTime={at.toISOString()}>
            {formatDayAndTime(language, at)}
          </time>
        </li>
      ))}
    </ol>
  );
}

function Correction({ view: { edition, token, gift, form, error }, context }: Props): VNode {
  const { language } = context;
  const t = translatorOf(language);
  const field = { language, form };
  return (
    <details open={form.errors.length > 0 || error !== null}>
      <summary>{t(edition.taxCertificates && gift.certifiable ? 'gift.correctAll' : 'gift.correct')}</summary>
      {gift.company === null ? null : <p class="hint">{t('gift.companyStays', { company: gift.company })}</p>}
      <form id="form" class="form" action={under(context, `/gifts/${token}/correct`)} method="post" novalidate>
        <div>
          <TextField {...field} name="name" label={t('give.name')} autocomplete="name" maxLength={100} />
          <TextField
            {...field}
            name="message"
            label={t('give.message')}
            hint={t('give.messageHint')}
            optional
            lines={3}
            maxLength={500}
          />
          <TickBox {...field} name="anonymous" hint={t('give.anonymousHint')}>
            {t('give.anonymous')}
          </TickBox>
          {gift.certifiable ? <CertificateBox {...field} edition={edition} /> : null}
        </div>
        <p class="actions">
          <button class="btn go" type="submit">
            {t('gift.save')}
          </button>
        </p>
      </form>
    </details>
  );
}

function Move({ view: { token, gift }, context }: Props): VNode | null {
  const t = translatorOf(context.language);
  if (gift.moveAsked) return <p>{t('gift.moveAsked')}</p>;
  if (gift.status !== 'paid' && gift.status !== 'partially-refunded' && gift.status !== 'pending') return null;
  return (
    <details>
      <summary>{t('gift.wrong')}</summary>
      <p>{t('gift.wrongText')}</p>
      <FindPage context={context} token={token} query="" />
      <p class="small">
        <a href={under(context, `/gifts/${token}/move`)}>{t('gift.notFound')}</a>
      </p>
    </details>
  );
}

/** What everybody reads of the gift, where that is not all that the donor wrote. */
function Shown({ view: { gift }, context: { language } }: Props): VNode | null {
  if (gift.hiddenReason === null) return null;
  const t = translatorOf(language);
  return <p class="notice">{t(gift.hiddenReason === 'word-filter' ? 'gift.heldBack' : 'gift.hidden')}</p>;
}
