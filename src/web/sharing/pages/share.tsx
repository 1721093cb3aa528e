import { Layout } from '../../shared/layout.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, type Target, targetPath } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { assetPath } from '../../shared/assets/asset-files.js';
import { CopyButton } from '../../shared/components/copy-button.js';
import { embedCode } from './embed.js';

export interface SharePageView {
  readonly target: Exclude<Target, { kind: 'edition' }>;
  /** The whole address of the page that is shared. */
  readonly address: string;
}

/** Words, a code and prints to bring people to a page. */
export function renderSharePage({ target, address }: SharePageView, context: PageContext): string {
  const t = translatorOf(context.language);
  const page = targetPath(context, target);
  const title = t('share.title', { name: target.name });
  const texts = (['share.whatsapp', 'share.social', 'share.mail'] as const).map((key) => ({
    key,
    text: t(key, { name: target.name, address }),
  }));
  const forWhatsApp = encodeURIComponent(texts[0]?.text ?? address);
  const mail = encodeURIComponent(texts[2]?.text ?? address);
  return renderPage(
    <Layout context={context} title={title} unlisted scripts={[assetPath('copy.js')]}>
      <div class="wrap column">
        <p>
          <a href={page}>{t('share.back', { name: target.name })}</a>
        </p>
        <h1 dir="auto">{title}</h1>
        <p class="lead">{t('share.lead')}</p>
        <p class="actions">
          <a class="btn go" href={`https://wa.me/?text=${forWhatsApp}`} rel="noreferrer">
            WhatsApp
          </a>
          <a class="btn line" href={`mailto:?subject=${encodeURIComponent(target.name)}&body=${mail}`}>
            {t('ownTeam.byMail')}
          </a>
        </p>
        {texts.map(({ key, text }) => (
          <section class="card" key={key} aria-label={t(`${key}.label`)}>
            <h2>{t(`${key}.label`)}</h2>
            <p class="to-copy" id={key} dir="auto">
              {text}
            </p>
            <p class="actions">
              <CopyButton language={context.language} of={key} what={t(`${key}.label`)} />
            </p>
          </section>
        ))}
        <section class="card" aria-labelledby="embed">
          <h2 id="embed">{t('embed.title')}</h2>
          <p>{t('embed.text')}</p>
          <p class="to-copy">
            <code id="embed-code">{embedCode(context, target, t('embed.frame', { name: target.name }))}</code>
          </p>
          <p class="actions">
            <CopyButton language={context.language} of="embed-code" what={t('embed.title')} />
          </p>
        </section>
        <section class="card" aria-labelledby="print">
          <h2 id="print">{t('share.print')}</h2>
          <p class="actions">
            <a class="btn line" href={`${page}/print/poster.pdf`}>
              {t('share.poster')}
            </a>
            <a class="btn line" href={`${page}/print/table-card.pdf`}>
              {t('share.tableCard')}
            </a>
          </p>
          <img
            src={`${page}/qr.svg`}
            width="180"
            height="180"
            loading="lazy"
            alt={t('share.qrAlt', { name: target.name })}
          />
        </section>
      </div>
    </Layout>,
  );
}
