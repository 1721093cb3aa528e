import { Layout } from '../../shared/layout.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, under } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';

export interface MailPreferencesView {
  readonly token: string;
  readonly wanted: boolean;
  readonly saved: boolean;
}

/** One choice: reminders or none. */
export function renderMailPreferencesPage({ token, wanted, saved }: MailPreferencesView, context: PageContext): string {
  const t = translatorOf(context.language);
  return renderPage(
    <Layout context={context} title={t('reminders.title')} unlisted>
      <div class="wrap column">
        <h1>{t('reminders.title')}</h1>
        <p role={saved ? 'status' : undefined}>{t(wanted ? 'reminders.on' : 'reminders.off')}</p>
        <form action={under(context, `/mails/${token}`)} method="post">
          <input type="hidden" name="wanted" value={wanted ? 'no' : 'yes'} />
          <button class="btn go" type="submit">
            {t(wanted ? 'reminders.stop' : 'reminders.start')}
          </button>
        </form>
        <p class="small mute">{t('reminders.others')}</p>
      </div>
    </Layout>,
  );
}
