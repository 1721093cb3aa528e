import type { VNode } from 'preact';
import type { Currency } from '../../../domain/money.js';
import { formatMoney } from '../../../platform/i18n/index.js';
import { translatorOf } from '../messages/translators.js';
import { type PageContext, targetPath, type Target } from '../page-context.js';

/** Whom a gift was given to, as it is read from the database. */
export interface GiftTargetView {
  readonly kind: 'edition' | 'team' | 'walker';
  readonly slug: string | null;
  readonly name: string | null;
}

/** A gift as everybody may see it. */
export interface PublicGiftView {
  /** `null`: the donor wants to stay anonymous. */
  readonly name: string | null;
  readonly message: string | null;
  /** Name and message are held back; the amount counts and is shown. */
  readonly hidden?: boolean;
  readonly amountMinor: number;
  readonly target: GiftTargetView;
  readonly paidAt: Date;
}

/** A target that lacks its page is the whole walk. */
export function targetOf({ kind, slug, name }: GiftTargetView): Target {
  return kind === 'edition' || slug === null ? { kind: 'edition' } : { kind, slug, name: name ?? slug };
}

interface GiftListProps {
  readonly context: PageContext;
  readonly currency: Currency;
  readonly gifts: readonly PublicGiftView[];
  /** Whether one can give now: an empty list invites then. */
  readonly open: boolean;
  /** Whether each gift says whom it is for: on the page of one team or walker that would be noise. */
  readonly showTarget: (gift: PublicGiftView) => boolean;
}

/** The latest gifts, newest first. */
export function GiftList({ context, currency, gifts, open, showTarget }: GiftListProps): VNode {
  const t = translatorOf(context.language);
  if (gifts.length === 0) return <p class="hollow">{t(open ? 'gifts.none' : 'gifts.noneClosed')}</p>;
  return (
    <ol class="gifts">
      {gifts.map((gift) => (
        <li>
          <p class="who">
            {gift.name === null ? (
              <span class="mute">{t(gift.hidden === true ? 'gifts.hidden' : 'gifts.anonymous')}</span>
            ) : (
              <bdi>{gift.name}</bdi>
            )}
            <span class="num">{formatMoney(context.language, gift.amountMinor, currency)}</span>
          </p>
          {showTarget(gift) ? <GiftTo context={context} target={targetOf(gift.target)} /> : null}
          {gift.message === null || gift.message === '' ? null : (
            <p class="said" dir="auto">
              {gift.message}
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}

function GiftTo({ context, target }: { readonly context: PageContext; readonly target: Target }): VNode {
  const t = translatorOf(context.language);
  if (target.kind === 'edition') return <p class="small mute">{t('gifts.toEdition')}</p>;
  return (
    <p class="small mute">
      {t.rich<VNode>('gifts.to', {
        name: target.name,
        a: (name) => (
          <a href={targetPath(context, target)}>
            <bdi>{name}</bdi>
          </a>
        ),
      })}
    </p>
  );
}
