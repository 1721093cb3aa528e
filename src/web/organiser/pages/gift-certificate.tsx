import type { VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import type { DeskGift } from '../../../gift-desk/index.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';

interface GiftCertificateProps {
  readonly gift: DeskGift;
  readonly edition: Edition;
  readonly context: PageContext;
}

/** Whether the donor wants a tax certificate, and the button for the other; nothing where there can be none. */
export function GiftCertificate({ gift, edition, context: { language } }: GiftCertificateProps): VNode | null {
  const { certificateWanted: wanted } = gift;
  if (!wanted && !(edition.taxCertificates && gift.certifiable)) return null;
  const t = translatorOf(language);
  return (
    <form
      class="form"
      action={`/organise/gifts/${encodeURIComponent(gift.id)}/certificate?language=${language}`}
      method="post"
    >
      <p class="small">{t(wanted ? 'desk.certificate.wanted' : 'desk.certificate.notWanted')}</p>
      <input type="hidden" name="edition" value={edition.slug} />
      <p class="actions">
        <button class="btn line" type="submit" name="wanted" value={wanted ? 'no' : 'yes'}>
          {t(wanted ? 'desk.certificate.drop' : 'desk.certificate.want')}
        </button>
      </p>
    </form>
  );
}
