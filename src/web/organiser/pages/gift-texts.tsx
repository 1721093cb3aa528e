import type { VNode } from 'preact';
import type { DeskGift } from '../../../gift-desk/index.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';

interface GiftTextsProps {
  readonly gift: DeskGift;
  readonly editionSlug: string;
  readonly context: PageContext;
}

/** Whether everybody reads name and message, why not, and the button for the other. */
export function GiftTexts({ gift, editionSlug, context: { language } }: GiftTextsProps): VNode {
  const t = translatorOf(language);
  const { hiddenReason } = gift;
  return (
    <form
      class="form"
      action={`/organise/gifts/${encodeURIComponent(gift.id)}/texts?language=${language}`}
      method="post"
    >
      <p class="small">{t(`desk.texts.${hiddenReason ?? 'shown'}`)}</p>
      <input type="hidden" name="edition" value={editionSlug} />
      <p class="actions">
        <button class="btn line" type="submit" name="hidden" value={hiddenReason === null ? 'yes' : 'no'}>
          {t(hiddenReason === null ? 'desk.hideTexts' : 'desk.showTexts')}
        </button>
        {hiddenReason === null || hiddenReason === 'organiser' ? null : (
          <button class="btn line" type="submit" name="hidden" value="yes">
            {t('desk.keepHidden')}
          </button>
        )}
      </p>
    </form>
  );
}
