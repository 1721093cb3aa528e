import type { VNode } from 'preact';
import type { ErrorCode } from '../../../domain/errors.js';
import type { SecondFactorState } from '../../../second-factor/index.js';
import { ErrorSummary, type FormState, TextField } from '../../shared/components/form-fields.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { WorkLayout } from '../../shared/work-layout.js';

export interface SecondFactorView {
  readonly state: SecondFactorState;
  readonly steppedUp: boolean;
  /** While no app is enrolled: what it must know, as text and as a QR code in SVG. */
  readonly enrolment: { readonly secret: string; readonly code: string } | null;
  /** Where to go on. */
  readonly to: string;
  readonly form: FormState;
  readonly error: ErrorCode | null;
}

/** Enrolling an authenticator app, or showing a code of it. */
export function renderSecondFactorPage(view: SecondFactorView, context: PageContext): string {
  const { language } = context;
  const { enrolment, state, form, error } = view;
  const t = translatorOf(language);
  const title = t(enrolment === null ? 'factor.title' : 'factor.enrolTitle');
  return renderPage(
    <WorkLayout context={context} title={title} heading={t('factor.heading')}>
      <h1>{title}</h1>
      <ErrorSummary language={language} form={form} error={error} controls={{ code: 'code' }} />
      {enrolment === null ? (
        <section class="card">
          <p>{t('factor.lead')}</p>
          <CodeForm view={view} context={context} action="/organise/second-factor" />
          <p class="small mute">
            {t('factor.codesLeft', { count: state.recoveryCodesLeft })} {t('factor.lost')}
          </p>
        </section>
      ) : (
        <section class="card">
          <p>{t('factor.enrolLead')}</p>
          {/* The library's own SVG of our own text: nothing in it comes from a person. */}
          <div
            class="qr-code"
            role="img"
            aria-label={t('factor.qr')}
            dangerouslySetInnerHTML={{ __html: enrolment.code }}
          />
          <p>
            {t('factor.secret')} <code>{enrolment.secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
          </p>
          <CodeForm view={view} context={context} action="/organise/second-factor/enrol" />
        </section>
      )}
      {view.steppedUp && enrolment === null ? (
        <section class="card" aria-labelledby="renew">
          <h2 id="renew">{t('factor.renewTitle')}</h2>
          <p>{t('factor.renewText')}</p>
          <form action={`/organise/second-factor/recovery-codes?language=${language}`} method="post">
            <button class="btn line" type="submit">
              {t('factor.renew')}
            </button>
          </form>
        </section>
      ) : null}
    </WorkLayout>,
  );
}

interface CodeFormProps {
  readonly view: SecondFactorView;
  readonly context: PageContext;
  readonly action: string;
}

function CodeForm({ view: { form, to, enrolment }, context: { language }, action }: CodeFormProps): VNode {
  const t = translatorOf(language);
  return (
    <form class="form" id="form" action={`${action}?language=${language}`} method="post" novalidate>
      <input type="hidden" name="to" value={to} />
      <TextField
        language={language}
        form={form}
        name="code"
        label={t('factor.code')}
        hint={t(enrolment === null ? 'factor.codeHint' : 'factor.firstCodeHint')}
        autocomplete="one-time-code"
        maxLength={20}
        short
      />
      <p class="actions">
        <button class="btn go" type="submit">
          {t(enrolment === null ? 'factor.goOn' : 'factor.enrol')}
        </button>
      </p>
    </form>
  );
}

/** The codes for the day on which the phone is gone; shown this once. */
export function renderRecoveryCodesPage(
  { codes, to }: { readonly codes: readonly string[]; readonly to: string },
  context: PageContext,
): string {
  const { language } = context;
  const t = translatorOf(language);
  return renderPage(
    <WorkLayout context={context} title={t('factor.recoveryTitle')} heading={t('factor.heading')}>
      <h1>{t('factor.recoveryTitle')}</h1>
      <section class="card">
        <p>{t('factor.recoveryLead')}</p>
        <ul class="recovery-codes">
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <p class="actions">
          <a class="btn go" href={to}>
            {t('factor.kept')}
          </a>
        </p>
      </section>
    </WorkLayout>,
  );
}
