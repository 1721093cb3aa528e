import type { VNode } from 'preact';
import { translatorOf } from '../messages/translators.js';
import { type PageContext, type Target, targetPath } from '../page-context.js';

interface ShareLinksProps {
  readonly context: PageContext;
  readonly target: Target;
  readonly title: string;
}

/** Ways to send a page on: plain links that open WhatsApp or a mail, the address itself, and what the phone offers. */
export function ShareLinks({ context, target, title }: ShareLinksProps): VNode {
  const t = translatorOf(context.language);
  const address = `${context.publicUrl}${targetPath(context, target)}`;
  const text =
    target.kind === 'edition'
      ? t('tellOthers.textEdition', { address })
      : t('tellOthers.text', { name: target.name, address });
  const subject = t('tellOthers.subject');
  return (
    <section class="share" aria-labelledby="share">
      <h2 id="share">{title}</h2>
      <p>{t('thanks.share')}</p>
      <p class="address">
        <a href={targetPath(context, target)}>{address}</a>
      </p>
      <p class="actions">
        <a class="btn line" href={`https://wa.me/?text=${encodeURIComponent(text)}`} rel="noopener noreferrer">
          {t('tellOthers.whatsapp')}
        </a>
        <a class="btn line" href={`mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(text)}`}>
          {t('tellOthers.mail')}
        </a>
        <button class="btn line" type="button" hidden data-share={address}>
          {t('page.share')}
        </button>
      </p>
    </section>
  );
}
