import type { VNode } from 'preact';
import { givingState } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import { feeCoverOf, offersFeeCover } from '../../../domain/fee-cover.js';
import { type Minor, sum } from '../../../domain/money.js';
import { formatMoney } from '../../../platform/i18n/index.js';
import { AmountChoice } from '../../shared/components/amount-choice.js';
import { CertificateBox } from '../../shared/components/certificate-box.js';
import { ErrorSummary, type FormState, OnceKey, TextField, TickBox } from '../../shared/components/form-fields.js';
import { Layout } from '../../shared/layout.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { DonorFields } from './donor-fields.js';
import { givePath, type PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { type GiveMoment, giveTitle, GivingNotOpen, Recipient } from './give-recipient.js';

export interface GiveDetailsPageView extends GiveMoment {
  /** What was chosen on the first screen; `null`: what came as an amount is none, and is asked for again right here. */
  readonly amountMinor: Minor | null;
  readonly form: FormState;
  /** A refusal of the whole form, such as Stripe being away; faults of fields are in `form`. */
  readonly error: ErrorCode | null;
}

const CONTROLS = {
  amount: 'choice-0',
  choice: 'choice-0',
  name: 'name',
  email: 'email',
  company: 'company',
  companyNumber: 'companyNumber',
  message: 'message',
  anonymous: 'anonymous',
};

interface Props {
  readonly view: GiveDetailsPageView;
  readonly context: PageContext;
}

/** Giving, the second of two screens: who gives, and on to the payment. */
export function renderGiveDetailsPage(view: GiveDetailsPageView, context: PageContext): string {
  const { form, error } = view;
  const t = translatorOf(context.language);
  const title = giveTitle(view, context);
  const faulty = form.errors.length > 0 || error !== null;
  return renderPage(
    <Layout context={context} title={faulty ? t('form.errorInTitle', { title }) : title} unlisted>
      <div class="wrap column">
        <Recipient view={view} context={context} step={2} />
        {givingState(view.edition, view.now) === 'open' || faulty ? (
          <DetailsForm view={view} context={context} />
        ) : (
          <GivingNotOpen view={view} context={context} />
        )}
      </div>
    </Layout>,
  );
}

function DetailsForm({ view, context }: Props): VNode {
  const { edition, target, amountMinor, form, error } = view;
  const { language } = context;
  const t = translatorOf(language);
  return (
    <>
      <ErrorSummary language={language} form={form} error={error} controls={CONTROLS} />
      <form id="form" class="form" action={givePath(context, target)} method="post" novalidate data-once="">
        <OnceKey form={form} />
        {amountMinor === null ? (
          <AmountChoice edition={edition} language={language} form={form} legend={t('give.amount')} typed />
        ) : (
          <Chosen view={view} context={context} amountMinor={amountMinor} />
        )}
        <DonorFields language={language} form={form} emailHint={t('give.emailHint')}>
          <TickBox language={language} form={form} name="newsletter">
            {t('register.newsletter')}
          </TickBox>
          <CertificateBox edition={edition} language={language} form={form} />
          <Company form={form} context={context} />
        </DonorFields>
        <Payment view={view} context={context} />
      </form>
    </>
  );
}

/** The amount of the first screen, and the way back to it. */
function Chosen({ view, context, amountMinor }: Props & { readonly amountMinor: Minor }): VNode {
  const { edition, target } = view;
  const { language } = context;
  const t = translatorOf(language);
  return (
    <p class="chosen">
      <input type="hidden" name="choice" value={String(amountMinor)} />
      <b class="num">{t('give.youGive', { amount: formatMoney(language, amountMinor, edition.currency) })}</b>
      <a href={`${givePath(context, target)}?amount=${String(amountMinor)}`}>{t('give.change')}</a>
    </p>
  );
}

function Company({ form, context: { language } }: { readonly form: FormState; readonly context: PageContext }): VNode {
  const t = translatorOf(language);
  const typed = [form.values['company'], form.values['companyNumber']].some((it) => it !== undefined && it !== '');
  return (
    <details open={typed}>
      <summary>{t('give.forCompany')}</summary>
      <TextField
        language={language}
        form={form}
        name="company"
        label={t('give.company')}
        hint={t('give.companyHint')}
        optional
        autocomplete="organization"
        maxLength={100}
      />
      <TextField
        language={language}
        form={form}
        name="companyNumber"
        label={t('give.companyNumber')}
        hint={t('give.companyNumberHint')}
        optional
        short
        maxLength={30}
      />
    </details>
  );
}

/** Perhaps the costs of the payment, off unless the donor ticks it, and the button that says what will be charged. */
function Payment({ view: { edition, amountMinor, form }, context: { language } }: Props): VNode {
  const t = translatorOf(language);
  const money = (charged: Minor): string => formatMoney(language, charged, edition.currency);
  if (amountMinor === null) {
    return (
      <div>
        <button class="btn go wide" type="submit">
          {t('give.button')}
        </button>
        <p class="small mute">{t('give.methods')}</p>
      </div>
    );
  }
  const feeMinor = feeCoverOf(edition, amountMinor);
  const offered = offersFeeCover(edition) && feeMinor > 0;
  return (
    <div class="payment">
      {offered ? (
        <TickBox language={language} form={form} name="coverFee">
          {t('give.coverFee', { fee: money(feeMinor) })}
        </TickBox>
      ) : null}
      <button class="btn go wide" type="submit">
        <span class="say-bare">{t('give.pay', { amount: money(amountMinor) })}</span>
        {offered ? (
          <span class="say-covered">{t('give.pay', { amount: money(sum(amountMinor, feeMinor)) })}</span>
        ) : null}
      </button>
      <p class="small mute">{t('give.methods')}</p>
    </div>
  );
}
