import type { Edition } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import type { Minor } from '../../../domain/money.js';
import { AmountGroup } from '../../shared/components/amount-choice.js';
import { CertificateBox } from '../../shared/components/certificate-box.js';
import { ErrorSummary, type FormState, TextField } from '../../shared/components/form-fields.js';
import { Layout } from '../../shared/layout.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, under } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';

export interface MonthlyPageView {
  readonly edition: Edition;
  /** What is proposed a month, the smallest first. */
  readonly amounts: readonly Minor[];
  readonly form: FormState;
  readonly error: ErrorCode | null;
}

/** The form to give every month: how much, who, and on to the payment page. */
export function renderMonthlyPage(view: MonthlyPageView, context: PageContext): string {
  const { amounts, form, error } = view;
  const { language } = context;
  const t = translatorOf(language);
  const title = t('monthly.title');
  const faulty = form.errors.length > 0 || error !== null;
  const field = { language, form };
  const controls = { amount: chosenOf(view) === 'other' ? 'amount' : 'choice-0', name: 'name', email: 'email' };
  return renderPage(
    <Layout context={context} title={faulty ? t('form.errorInTitle', { title }) : title} unlisted>
      <div class="wrap column">
        <h1>{title}</h1>
        <p class="lead">{t('monthly.intro')}</p>
        <ErrorSummary language={language} form={form} error={error} controls={controls} />
        <form id="form" class="form" action={under(context, '/monthly')} method="post" novalidate data-once="">
          <AmountGroup
            {...field}
            currency={view.edition.currency}
            legend={t('monthly.amount')}
            choices={amounts.map((amountMinor) => ({ amountMinor, note: t('monthly.aMonth') }))}
            chosen={chosenOf(view)}
            typed
          />
          <fieldset>
            <legend>{t('give.you')}</legend>
            <TextField {...field} name="name" label={t('give.name')} autocomplete="name" maxLength={100} />
            <TextField
              {...field}
              name="email"
              type="email"
              inputMode="email"
              label={t('give.email')}
              hint={t('monthly.emailHint')}
              autocomplete="email"
              maxLength={254}
            />
            <CertificateBox {...field} edition={view.edition} />
          </fieldset>
          <p>{t('monthly.apart')}</p>
          <button class="btn go wide" type="submit">
            {t('monthly.submit')}
          </button>
          <p class="small mute">{t('monthly.stopAnyTime')}</p>
        </form>
      </div>
    </Layout>,
  );
}

/** What is chosen: an amount that is proposed, in minor units as text, or `other`; the one in the middle at first. */
function chosenOf({ amounts, form }: MonthlyPageView): string {
  const { choice, amount } = form.values;
  if (choice !== undefined && choice !== '') return choice;
  if (amount !== undefined && amount !== '') return 'other';
  return String(amounts[Math.floor((amounts.length - 1) / 2)] ?? 'other');
}
