import type { VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import { minor } from '../../../domain/money.js';
import { dueFor, hectometresOf } from '../../../domain/pledge.js';
import { formatDay, formatMoney } from '../../../platform/i18n/index.js';
import { CertificateBox } from '../../shared/components/certificate-box.js';
import { ErrorSummary, type FormState, TextField } from '../../shared/components/form-fields.js';
import { Avatar, headingClass } from '../../shared/components/portrait.js';
import { Layout } from '../../shared/layout.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { DonorFields } from './donor-fields.js';
import { givePath, type PageContext, type Target, targetPath, walkerPath } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';

/** Whom a promise is for. */
export interface PledgeWalkerView {
  readonly slug: string;
  readonly name: string;
  readonly distanceKm: number | null;
}

export interface PledgePageView {
  readonly edition: Edition;
  readonly walker: PledgeWalkerView;
  /** Whether promises are taken now. */
  readonly open: boolean;
  /** The page of the promise that is changed; `null` for a new one. */
  readonly changes: { readonly path: string; readonly email: string } | null;
  readonly form: FormState;
  readonly error: ErrorCode | null;
}

const CONTROLS = {
  perKm: 'perKm',
  cap: 'cap',
  name: 'name',
  email: 'email',
  message: 'message',
  anonymous: 'anonymous',
};
const METRES_PER_KM = 1_000;
/** What the example reckons with: fifty cents a kilometre. */
const EXAMPLE_MINOR = minor(50);

/** The form to promise an amount per kilometre, or to change what was promised. Nothing is paid here. */
export function renderPledgePage(view: PledgePageView, context: PageContext): string {
  const { walker, changes, form, error } = view;
  const t = translatorOf(context.language);
  const title =
    changes === null ? t('pledge.title', { name: walker.name }) : t('pledge.changeTitle', { name: walker.name });
  const faulty = form.errors.length > 0 || error !== null;
  return renderPage(
    <Layout
      context={context}
      title={faulty ? t('form.errorInTitle', { title }) : title}
      unlisted={changes !== null || !view.open}
    >
      <div class="wrap column">
        <div class="recipient">
          <Avatar name={walker.name} seed={walker.slug} />
          <div>
            <h1 class={headingClass(title)} dir="auto">
              {title}
            </h1>
            <p class="small">
              {changes === null ? (
                <a href={walkerPath(context, walker.slug)}>{t('give.back', { name: walker.name })}</a>
              ) : (
                <a href={changes.path}>{t('pledge.back')}</a>
              )}
            </p>
          </div>
        </div>
        {view.open || faulty ? <PledgeForm view={view} context={context} /> : <Closed view={view} context={context} />}
      </div>
    </Layout>,
  );
}

interface PartProps {
  readonly view: PledgePageView;
  readonly context: PageContext;
}

function Closed({ view: { walker }, context }: PartProps): VNode {
  const t = translatorOf(context.language);
  const target: Target = { kind: 'walker', slug: walker.slug, name: walker.name };
  return (
    <>
      <p class="notice">{t('pledge.closed')}</p>
      <p class="actions">
        <a class="btn go" href={givePath(context, target)}>
          {t('give.title', { name: walker.name })}
        </a>
        <a class="onward" href={targetPath(context, target)}>
          {t('thanks.toPage', { name: walker.name })}
        </a>
      </p>
    </>
  );
}

function PledgeForm({ view: { edition, walker, changes, form, error }, context }: PartProps): VNode {
  const { language } = context;
  const t = translatorOf(language);
  const field = { language, form };
  return (
    <>
      <ErrorSummary language={language} form={form} error={error} controls={CONTROLS} />
      <p>{t('pledge.intro', { day: formatDay(language, edition.walkOn) })}</p>
      <form
        id="form"
        class="form"
        action={changes === null ? `${walkerPath(context, walker.slug)}/pledge` : `${changes.path}/change`}
        method="post"
        novalidate
        data-once=""
      >
        <fieldset>
          <legend>{t('pledge.amounts')}</legend>
          {walker.distanceKm === null ? null : <Example edition={edition} walker={walker} context={context} />}
          <TextField
            {...field}
            name="perKm"
            label={t('pledge.perKm')}
            hint={t('pledge.perKmHint')}
            inputMode="decimal"
            autocomplete="off"
            maxLength={20}
            short
          />
          <TextField
            {...field}
            name="cap"
            label={t('pledge.cap')}
            hint={t('pledge.capHint')}
            inputMode="decimal"
            autocomplete="off"
            maxLength={20}
            short
          />
        </fieldset>
        <DonorFields
          language={language}
          form={form}
          emailHint={t('pledge.emailHint')}
          {...(changes === null ? {} : { knownEmail: changes.email })}
        >
          <CertificateBox edition={edition} language={language} form={form} />
        </DonorFields>
        <button class="btn go wide" type="submit">
          {changes === null ? t('pledge.submit') : t('pledge.save')}
        </button>
      </form>
    </>
  );
}

/** What fifty cents a kilometre would come to over the distance that the walker chose. */
function Example({
  edition,
  walker,
  context: { language },
}: Pick<PledgePageView, 'edition' | 'walker'> & Pick<PartProps, 'context'>): VNode {
  const km = walker.distanceKm ?? 0;
  const whole = minor(EXAMPLE_MINOR * km);
  const amount = dueFor({ perKmMinor: EXAMPLE_MINOR, capMinor: whole }, hectometresOf(km * METRES_PER_KM));
  const money = (amountMinor: number): string => formatMoney(language, amountMinor, edition.currency);
  return (
    <p class="field hint">
      {translatorOf(language)('pledge.example', {
        name: walker.name,
        km,
        perKm: money(EXAMPLE_MINOR),
        amount: money(amount),
      })}
    </p>
  );
}
