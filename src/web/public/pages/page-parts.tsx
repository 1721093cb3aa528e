import type { VNode } from 'preact';
import { type Edition, givingState } from '../../../domain/edition.js';
import { formatDay, formatMoney } from '../../../platform/i18n/index.js';
import { AmountChoice, GiveButton } from '../../shared/components/amount-choice.js';
import { EMPTY_FORM } from '../../shared/components/form-fields.js';
import { LiveCount, LiveMark, LiveMoney } from '../../shared/components/live-figures.js';
import { Route } from '../../shared/components/route.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { giveDetailsPath, type PageContext, type Target, targetPath, under } from '../../shared/page-context.js';
import type { PageTotalView } from '../../shared/total-views.js';

/** Of one text; the bound on its characters allows hardly more. */
const MOST_PARAGRAPHS = 100;

interface GiveCardProps {
  readonly context: PageContext;
  readonly edition: Edition;
  readonly now: Date;
  readonly target: Extract<Target, { readonly name: string }>;
  readonly total: PageTotalView;
  readonly goalMinor: number;
  /** Where the edition puts kilometre stones; none: round amounts are chosen. */
  readonly stonesMinor: readonly number[];
}

/** The card of a fundraising page: how far it is, and the way to give. */
export function GiveCard({ context, edition, now, target, total, goalMinor, stonesMinor }: GiveCardProps): VNode {
  const { language } = context;
  const { currency } = edition;
  const t = translatorOf(language);
  const state = givingState(edition, now);
  return (
    <aside class="card give-card" aria-labelledby="raised">
      <h2 class="unseen" id="raised">
        {t('page.raised')}
      </h2>
      <LiveMark asOf={total.asOf} language={language} />
      <p class="figure">
        <LiveMoney name="raised" amountMinor={total.raisedMinor} language={language} currency={currency} />
      </p>
      <p class="mute">
        <span class="num">{t('page.ofGoal', { goal: formatMoney(language, goalMinor, currency) })}</span> ·{' '}
        <LiveCount name="gifts" count={total.gifts} language={language} />
        <OnItsWay total={total} context={context} edition={edition} />
      </p>
      <Route
        form="card"
        amounts={{ raisedMinor: total.raisedMinor, goalMinor, milestonesMinor: stonesMinor }}
        language={language}
        currency={currency}
        seed={target.slug}
      />
      {state === 'open' ? (
        <form action={giveDetailsPath(context, target)} method="get">
          <AmountChoice
            edition={edition}
            language={language}
            form={EMPTY_FORM}
            legend={target.kind === 'team' ? t('team.give') : t('walker.give', { name: target.name })}
            typed={false}
          />
          <GiveButton edition={edition} language={language} />
          <p class="small mute centred">{t('give.methods')}</p>
        </form>
      ) : (
        <p class="notice">
          {state === 'over'
            ? t('page.givingOver')
            : t('page.givingNotYet', { day: formatDay(language, edition.givingOpensAt) })}
        </p>
      )}
    </aside>
  );
}

/** Money that is announced and not there yet: beside the total, never in it. */
function OnItsWay({
  total,
  context: { language },
  edition,
}: Pick<GiveCardProps, 'total' | 'context' | 'edition'>): VNode {
  const t = translatorOf(language);
  return (
    <span hidden={total.onItsWayMinor <= 0} data-live-shown="onItsWay" title={t('onItsWay.explained')}>
      {' · '}
      {t.rich<VNode>('onItsWay.live', {
        amount: '',
        b: () => (
          <LiveMoney
            name="onItsWay"
            amountMinor={total.onItsWayMinor}
            language={language}
            currency={edition.currency}
          />
        ),
      })}
    </span>
  );
}

/** A story as paragraphs, or what stands in its place while there is none. */
export function Story({ text, without }: { readonly text: string; readonly without: string }): VNode {
  if (text.trim() === '') return <p class="story mute">{without}</p>;
  return (
    <div class="story">
      <Paragraphs text={text} />
    </div>
  );
}

/** A text that somebody typed, as paragraphs; the direction of each is that of its own words. */
export function Paragraphs({ text }: { readonly text: string }): VNode {
  return (
    <>
      {text
        .split(/\n+/)
        .filter((line) => line.trim() !== '')
        .slice(0, MOST_PARAGRAPHS)
        .map((paragraph) => (
          <p dir="auto">{paragraph}</p>
        ))}
    </>
  );
}

/** The address of a page to be sent around. Selectable without JavaScript, shared by a button with it. */
export function ShareLink({
  context,
  target,
  title,
}: {
  readonly context: PageContext;
  readonly target: Target;
  readonly title: string;
}): VNode {
  const t = translatorOf(context.language);
  const address = `${context.publicUrl}${targetPath(context, target)}`;
  return (
    <section class="share" aria-labelledby="share">
      <h2 id="share">{title}</h2>
      <p>{t('thanks.share')}</p>
      <p class="address">
        <a href={targetPath(context, target)}>{address}</a>
      </p>
      <button class="btn line" type="button" hidden data-share={address}>
        {t('page.share')}
      </button>
      {target.kind === 'edition' ? null : (
        <p>
          <a class="onward" href={`${targetPath(context, target)}/share`}>
            {t('share.link')}
          </a>
        </p>
      )}
    </section>
  );
}

/** The link that opens an amount into what it is made of. */
export function HowAmountLink({ context }: { readonly context: PageContext }): VNode {
  return (
    <p class="small">
      <a href={under(context, '/how-the-amount-is-made')}>{translatorOf(context.language)('page.howAmount')}</a>
    </p>
  );
}
