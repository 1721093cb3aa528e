import type { OwnSession, SignedIn } from '../../../accounts/index.js';
import { formatDay, formatTime } from '../../../platform/i18n/index.js';
import { assetPath } from '../../shared/assets/asset-files.js';
import { Layout } from '../../shared/layout.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, under } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';

export interface AccountPageView {
  readonly signedIn: SignedIn;
  readonly sessions: readonly OwnSession[];
  /** Another device was signed out a moment ago. */
  readonly ended: boolean;
}

/** Who is signed in here, and where else. */
export function renderAccountPage({ signedIn, sessions, ended }: AccountPageView, context: PageContext): string {
  const { language } = context;
  const t = translatorOf(language);
  return renderPage(
    <Layout
      context={context}
      title={t('account.title')}
      unlisted
      styleSheets={[assetPath('my-pages.css')]}
      scripts={[assetPath('sign-out.js')]}
    >
      <div class="wrap column">
        <h1>{t('account.title')}</h1>
        {ended ? <p role="status">{t('account.ended')}</p> : null}
        <p class="lead">{t('account.signedInAs', { email: signedIn.email })}</p>
        <form class="actions" action={under(context, '/my/account/sign-out')} method="post" data-sign-out="">
          <button class="btn go" type="submit">
            {t('account.signOut')}
          </button>
          <button class="btn line" type="submit" name="everywhere" value="yes">
            {t('account.signOutEverywhere')}
          </button>
        </form>
        <section class="stack" aria-labelledby="sessions">
          <h2 id="sessions">{t('account.sessions')}</h2>
          <ul class="plain stack">
            {sessions.map(({ id, device, seenAt }) => {
              const name = device === '' ? t('account.unknownDevice') : device;
              return (
                <li class="card" key={id}>
                  <p>
                    <b>{name}</b>
                    {id === signedIn.sessionId ? ` (${t('account.thisDevice')})` : ''}
                  </p>
                  <p class="small mute">
                    {t('account.seen', { day: formatDay(language, seenAt), time: formatTime(language, seenAt) })}
                  </p>
                  {id === signedIn.sessionId ? null : (
                    <form action={under(context, '/my/account/end')} method="post">
                      <input type="hidden" name="session" value={id} />
                      <button class="btn line" type="submit" aria-label={t('account.endOf', { device: name })}>
                        {t('account.end')}
                      </button>
                    </form>
                  )}
                </li>
              );
            })}
          </ul>
        </section>
        <p>
          <a href={under(context, '/my')}>{t('account.back')}</a>
        </p>
      </div>
    </Layout>,
  );
}
