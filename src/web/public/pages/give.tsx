import type { VNode } from 'preact';
import { type Edition, givingState } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import { formatDay, formatMoney } from '../../../platform/i18n/index.js';
import { AmountChoice, GiveButton } from '../../shared/components/amount-choice.js';
import { ErrorSummary, type FormState, TextField, TickBox } from '../../shared/components/form-fields.js';
import { Avatar, headingClass } from '../../shared/components/portrait.js';
import { Layout } from '../../shared/layout.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { givePath, type PageContext, type Target, targetPath } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';

export interface GivePageView {
  readonly edition: Edition;
  readonly now: Date;
  readonly target: Target;
  /** How far the page that is given to has come; `null` where it is not shown. */
  readonly progress: { readonly raisedMinor: number; readonly goalMinor: number } | null;
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
  message: 'message',
  anonymous: 'anonymous',
};

/** The form to give: one page, one minute, no account. */
export function renderGivePage(view: GivePageView, context: PageContext): string {
  const { edition, target, form, error } = view;
  const { language } = context;
  const t = translatorOf(language);
  const title = target.kind === 'edition' ? t('give.titleEdition') : t('give.title', { name: target.name });
  const faulty = form.errors.length > 0 || error !== null;
  return renderPage(
    <Layout context={context} title={faulty ? t('form.errorInTitle', { title }) : title}>
      <div class="wrap column">
        <Recipient view={view} context={context} title={title} />
        {givingState(edition, view.now) === 'open' || faulty ? (
          <GiveForm view={view} context={context} />
        ) : (
          <p class="notice">
            {givingState(edition, view.now) === 'over'
              ? t('give.over')
              : t('give.notYet', { day: formatDay(language, edition.givingOpensAt) })}
          </p>
        )}
      </div>
    </Layout>,
  );
}

function Recipient({
  view,
  context,
  title,
}: {
  readonly view: GivePageView;
  readonly context: PageContext;
  readonly title: string;
}): VNode {
  const { target, progress, edition } = view;
  const { language } = context;
  const t = translatorOf(language);
  const money = (amountMinor: number): string => formatMoney(language, amountMinor, edition.currency);
  return (
    <div class="recipient">
      {target.kind === 'edition' ? null : <Avatar name={target.name} seed={target.slug} />}
      <div>
        <h1 class={headingClass(title)} dir="auto">
          {title}
        </h1>
        {progress === null ? null : (
          <p class="mute num">
            {money(progress.raisedMinor)} {t('page.ofGoal', { goal: money(progress.goalMinor) })}
          </p>
        )}
        <p class="small">
          <a href={targetPath(context, target)}>
            {t('give.back', { name: target.kind === 'edition' ? edition.title[language] : target.name })}
          </a>
        </p>
      </div>
    </div>
  );
}

function GiveForm({
  view: { edition, target, form, error },
  context,
}: {
  readonly view: GivePageView;
  readonly context: PageContext;
}): VNode {
  const { language } = context;
  const t = translatorOf(language);
  const field = { language, form };
  return (
    <>
      <ErrorSummary language={language} form={form} error={error} controls={CONTROLS} />
      <p>{t('give.intro')}</p>
      <form id="form" class="form" action={givePath(context, target)} method="post" novalidate data-once="">
        <AmountChoice edition={edition} language={language} form={form} legend={t('give.amount')} typed />
        <fieldset>
          <legend>{t('give.you')}</legend>
          <TextField {...field} name="name" label={t('give.name')} autocomplete="name" maxLength={100} />
          <TextField
            {...field}
            name="email"
            type="email"
            inputMode="email"
            label={t('give.email')}
            hint={t('give.emailHint')}
            autocomplete="email"
            maxLength={254}
          />
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
          <details open={(form.values['company'] ?? '') !== ''}>
            <summary>{t('give.company')}</summary>
            <TextField
              {...field}
              name="company"
              label={t('give.company')}
              hint={t('give.companyHint')}
              optional
              autocomplete="organization"
              maxLength={100}
            />
          </details>
        </fieldset>
        <GiveButton edition={edition} language={language} />
        <p class="small mute">{t('give.methods')}</p>
      </form>
    </>
  );
}
