import type { OpenAttentionItem } from '../../../attention/index.js';
import type { StartCount } from '../../../check-in/index.js';
import type { GivingPace } from '../../../control-room/index.js';
import type { Edition } from '../../../domain/edition.js';
import type { PaymentStatus } from '../../../domain/payment-position.js';
import type { GiftTargetView } from '../../shared/components/gift-list.js';
import type { PageContext } from '../../shared/page-context.js';
import type { EditionTotalView } from '../../shared/total-views.js';

/** A gift as organisers see it, the donor's name included. */
export interface OrganiserGiftView {
  readonly id: string;
  readonly at: Date;
  readonly donor: string;
  /** Shown without a name on public pages. */
  readonly anonymous: boolean;
  readonly target: GiftTargetView;
  /** Stripe's word for the way of paying; `null` while nothing is paid. */
  readonly method: string | null;
  readonly amountMinor: number;
  readonly status: PaymentStatus;
}

export interface ControlRoomView {
  readonly edition: Edition;
  readonly total: EditionTotalView & {
    readonly raisedByGroup: { readonly central: number; readonly 'own-route': number };
  };
  /** What *raised* is made of; refunds and disputes ≤ 0. */
  readonly parts: {
    readonly paidMinor: number;
    readonly refundedMinor: number;
    readonly disputedMinor: number;
    readonly offlineMinor: number;
    readonly matchedMinor: number;
  };
  /** Gifts paid since midnight in Belgium; `null`: not known. */
  readonly giftsToday: number | null;
  /** Newest first. */
  readonly latestGifts: readonly OrganiserGiftView[];
  /** What waits for a person. */
  readonly attention: {
    readonly parkedEvents: number;
    readonly suspenseMinor: number;
    /** The latest events that were put aside; they are replayed, not put away. */
    readonly parked: readonly { readonly type: string; readonly eventId: string; readonly error: string | null }[];
    /** The latest open items. */
    readonly items: readonly Pick<OpenAttentionItem, 'id' | 'kind' | 'reference' | 'detail'>[];
    /** How many are open in all. */
    readonly openItems: number;
  };
  readonly webhooks: {
    readonly state: 'ok' | 'slow' | 'stopped';
    readonly receivedLastHour: number;
    readonly waiting: number;
    readonly lastReceivedAt: Date | null;
  };
  readonly pace: GivingPace;
  /** Who came to which start. */
  readonly starts: readonly StartCount[];
  /** Opens the big screen without signing in. */
  readonly screenPath: string;
  /** Whether figures may be frozen for the press, and links to the screen taken back. */
  readonly mayChange: boolean;
  /** Only for finance and admin; `null` for everybody else. */
  readonly freePlaces: number | null;
  readonly ledgerProof: { readonly state: 'ok' | 'differs' | 'never'; readonly checkedAt: Date | null };
}

/** What each part of the page is drawn from. */
export interface ControlRoomPartProps {
  readonly view: ControlRoomView;
  readonly context: PageContext;
}
