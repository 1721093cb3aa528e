import { formatDayAndTime } from '../../../platform/i18n/index.js';
import { WorkLayout } from '../../shared/work-layout.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';

/** A mail of a demo install, as its list shows it. */
export interface MailRowView {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly sentAt: Date;
}

export interface MailboxView {
  /** Newest first. */
  readonly mails: readonly MailRowView[];
}

export interface MailView extends MailRowView {
  readonly text: string;
  /** Whether `/dev/mail/ID/html` has something to show. */
  readonly hasHtml: boolean;
  /** Where the mail program offers to end such mails; `null` for mails that somebody needs. */
  readonly unsubscribeUrl: string | null;
}

/** All that a demo install sent. */
export function renderMailboxPage({ mails }: MailboxView, context: PageContext): string {
  const { language } = context;
  const t = translatorOf(language);
  return renderPage(
    <WorkLayout context={context} title={t('mail.title')} heading={t('layout.brand')}>
      <section class="card" aria-labelledby="mailbox">
        <h1 id="mailbox">{t('mail.title')}</h1>
        <p class="mute">{t('mail.intro')}</p>
        {mails.length === 0 ? (
          <p class="hollow">{t('mail.none')}</p>
        ) : (
          <div class="sideways" tabIndex={0} role="group" aria-labelledby="mailbox">
            <table>
              <thead>
                <tr>
                  <th scope="col">{t('mail.sentAt')}</th>
                  <th scope="col">{t('mail.to')}</th>
                  <th scope="col">{t('mail.subject')}</th>
                </tr>
              </thead>
              <tbody>
                {mails.map((mail) => (
                  <tr key={mail.id}>
                    <td class="num">{formatDayAndTime(language, mail.sentAt)}</td>
                    <td>{mail.to}</td>
                    <td>
                      <a href={`/dev/mail/${encodeURIComponent(mail.id)}`} dir="auto">
                        {mail.subject}
                      </a>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </section>
    </WorkLayout>,
  );
}

/** One mail, as text; as it was sent it stands at its own address, where a policy of its own guards it. */
export function renderMailPage(mail: MailView, context: PageContext): string {
  const { language } = context;
  const t = translatorOf(language);
  return renderPage(
    <WorkLayout context={context} title={mail.subject} heading={t('layout.brand')}>
      <article class="card">
        <p>
          <a class="onward back" href="/dev/mail">
            {t('mail.back')}
          </a>
        </p>
        <h1 dir="auto">{mail.subject}</h1>
        <dl class="mail-head">
          <dt>{t('mail.to')}</dt>
          <dd>{mail.to}</dd>
          <dt>{t('mail.sentAt')}</dt>
          <dd>{formatDayAndTime(language, mail.sentAt)}</dd>
          {mail.unsubscribeUrl === null ? null : (
            <>
              <dt>{t('mail.unsubscribe')}</dt>
              <dd>
                <a href={mail.unsubscribeUrl}>{mail.unsubscribeUrl}</a>
              </dd>
            </>
          )}
        </dl>
        {mail.hasHtml ? (
          <p>
            <a class="btn line" href={`/dev/mail/${encodeURIComponent(mail.id)}/html`}>
              {t('mail.html')}
            </a>
          </p>
        ) : null}
        <h2>{t('mail.text')}</h2>
        <pre dir="auto" tabIndex={0}>
          {mail.text}
        </pre>
      </article>
    </WorkLayout>,
  );
}
