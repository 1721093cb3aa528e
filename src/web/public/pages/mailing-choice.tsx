import { Layout } from '../../shared/layout.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, under } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';

export interface MailingChoiceView {
  readonly token: string;
  readonly wanted: boolean;
  readonly saved: boolean;
}

/** Whether somebody wants what organisers write to many. */
export function renderMailingChoicePage({ token, wanted, saved }: MailingChoiceView, context: PageContext): string {
  const t = translatorOf(context.language);
  return renderPage(
    <Layout context={context} title={t('mailingChoice.title')} unlisted>
      <div class="wrap column">
        <h1>{t('mailingChoice.title')}</h1>
        {saved ? (
          <p class="notice" role="status">
            {t('mailChoices.saved')}
          </p>
        ) : null}
        <p>{t(wanted ? 'mailingChoice.wanted' : 'mailingChoice.unwanted')}</p>
        <form class="form" action={under(context, `/messages/${token}`)} method="post">
          <input type="hidden" name="wanted" value={wanted ? 'no' : 'yes'} />
          <button class={wanted ? 'btn go' : 'btn line'} type="submit">
            {t(wanted ? 'mailingChoice.stop' : 'mailingChoice.start')}
          </button>
        </form>
        <p class="small mute">{t('mailingChoice.others')}</p>
      </div>
    </Layout>,
  );
}
