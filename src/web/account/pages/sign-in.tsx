import type { ErrorCode } from '../../../domain/errors.js';
import { ErrorSummary, type FormState, TextField, TickBox } from '../../shared/components/form-fields.js';
import { Layout } from '../../shared/layout.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, under } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';

export interface SignInPageView {
  readonly form: FormState;
  /** Where to go on, a path of ours. */
  readonly to: string;
  readonly error: ErrorCode | null;
}

const CONTROLS = { email: 'email', code: 'code', ownDevice: 'ownDevice' };

/** One address, one button. */
export function renderSignInPage({ form, to, error }: SignInPageView, context: PageContext): string {
  const { language } = context;
  const t = translatorOf(language);
  return renderPage(
    <Layout context={context} title={t('signIn.title')} unlisted>
      <div class="wrap column">
        <h1>{t('signIn.title')}</h1>
        <ErrorSummary language={language} form={form} error={error} controls={CONTROLS} />
        <p class="lead">{t('signIn.lead')}</p>
        <form id="form" class="form" action={under(context, '/sign-in')} method="post" novalidate>
          <input type="hidden" name="to" value={to} />
          <div>
            <TextField
              language={language}
              form={form}
              name="email"
              type="email"
              inputMode="email"
              label={t('signIn.email')}
              hint={t('signIn.emailHint')}
              autocomplete="email"
              maxLength={254}
            />
            <TickBox language={language} form={form} name="ownDevice">
              {t('signIn.ownDevice')}
            </TickBox>
          </div>
          <p class="actions">
            <button class="btn go" type="submit">
              {t('signIn.send')}
            </button>
          </p>
        </form>
      </div>
    </Layout>,
  );
}

export interface CheckMailPageView {
  /** Where the mail went; `null` when this browser no longer knows. */
  readonly email: string | null;
  readonly form: FormState;
  readonly error: ErrorCode | null;
}

/** The mail is under way; its code can be typed here. */
export function renderCheckMailPage({ email, form, error }: CheckMailPageView, context: PageContext): string {
  const { language } = context;
  const t = translatorOf(language);
  return renderPage(
    <Layout context={context} title={t('signIn.checkTitle')} unlisted>
      <div class="wrap column">
        <h1>{t('signIn.checkTitle')}</h1>
        <ErrorSummary language={language} form={form} error={error} controls={CONTROLS} />
        <p class="lead">{t('signIn.checkLead', { email: email ?? t('mailed.yourAddress') })}</p>
        <form id="form" class="form" action={under(context, '/sign-in/code')} method="post" novalidate>
          <TextField
            language={language}
            form={form}
            name="code"
            label={t('signIn.code')}
            hint={t('signIn.codeHint')}
            inputMode="numeric"
            autocomplete="one-time-code"
            maxLength={12}
            short
          />
          <p class="actions">
            <button class="btn go" type="submit">
              {t('signIn.enter')}
            </button>
          </p>
        </form>
        <p>
          {t('signIn.checkWait')} <a href={under(context, '/sign-in')}>{t('signIn.again')}</a>
        </p>
      </div>
    </Layout>,
  );
}

/** A link that does not open the door here, and the way to one that does. */
export function renderUnusableLinkPage(why: 'other-browser' | 'over', context: PageContext): string {
  const t = translatorOf(context.language);
  const title = t(why === 'over' ? 'signIn.overTitle' : 'signIn.otherTitle');
  return renderPage(
    <Layout context={context} title={title} unlisted>
      <div class="wrap column">
        <h1>{title}</h1>
        <p class="lead">{t(why === 'over' ? 'signIn.overLead' : 'signIn.otherLead')}</p>
        <p class="actions">
          <a class="btn go" href={under(context, '/sign-in')}>
            {t('signIn.again')}
          </a>
        </p>
      </div>
    </Layout>,
  );
}
