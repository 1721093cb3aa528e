import { MAIL_TOPICS, type MailTopic, type MailWishes } from '../../../mail-preferences/index.js';
import { TickBox } from '../../shared/components/form-fields.js';
import { Layout } from '../../shared/layout.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, under } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';

export interface MailPreferencesView {
  readonly token: string;
  readonly wishes: MailWishes;
  readonly saved: boolean;
  /** The mail program's link to end mails of one kind led here; `null`: the mail's own link. */
  readonly stopping: MailTopic | null;
}

/** Which mails somebody wants, by the link of a mail; nothing changes by opening it. */
export function renderMailPreferencesPage(view: MailPreferencesView, context: PageContext): string {
  const { token, wishes, saved, stopping } = view;
  const { language } = context;
  const t = translatorOf(language);
  const path = under(context, `/mails/${token}`);
  const ticked = MAIL_TOPICS.filter((topic) => wishes[topic]);
  const form = { values: Object.fromEntries(ticked.map((topic) => [topic, 'yes'])), errors: [] };
  return renderPage(
    <Layout context={context} title={t('mailChoices.title')} unlisted>
      <div class="wrap column">
        <h1>{t('mailChoices.title')}</h1>
        {saved ? (
          <p class="notice" role="status">
            {t('mailChoices.saved')}
          </p>
        ) : null}
        {stopping === null || !wishes[stopping] ? null : (
          <form class="card form" action={`${path}/stop/${stopping}`} method="post">
            <p>{t('mailChoices.stopping', { topic: t(`mailChoices.topic.${stopping}`) })}</p>
            <button class="btn go" type="submit">
              {t('mailChoices.stopOne')}
            </button>
          </form>
        )}
        <p>{t('mailChoices.intro')}</p>
        <form class="form" action={path} method="post">
          {MAIL_TOPICS.map((topic) => (
            <TickBox key={topic} language={language} form={form} name={topic} hint={t(`mailChoices.hint.${topic}`)}>
              {t(`mailChoices.topic.${topic}`)}
            </TickBox>
          ))}
          <button class={stopping === null ? 'btn go' : 'btn line'} type="submit">
            {t('mailChoices.save')}
          </button>
        </form>
        <p class="small mute">{t('mailChoices.others')}</p>
      </div>
    </Layout>,
  );
}
