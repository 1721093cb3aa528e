import type { VNode } from 'preact';
import { type Edition, givingState } from '../../../domain/edition.js';
import { formatDay, formatMoney } from '../../../platform/i18n/index.js';
import { Avatar, headingClass } from '../../shared/components/portrait.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, type Target, targetPath } from '../../shared/page-context.js';

/** Whom a gift is for, and when. */
export interface GiveMoment {
  readonly edition: Edition;
  readonly now: Date;
  readonly target: Target;
  /** How far the page that is given to has come; `null` where it is not shown. */
  readonly progress: { readonly raisedMinor: number; readonly goalMinor: number } | null;
}

interface Props {
  readonly view: GiveMoment;
  readonly context: PageContext;
}

/** What both screens are called. */
export function giveTitle({ target }: GiveMoment, { language }: PageContext): string {
  const t = translatorOf(language);
  return target.kind === 'edition' ? t('give.titleEdition') : t('give.title', { name: target.name });
}

/** The head of both screens: to whom, how far they are, and the way back. */
export function Recipient({ view, context, step }: Props & { readonly step: 1 | 2 }): VNode {
  const { target, progress, edition } = view;
  const { language } = context;
  const t = translatorOf(language);
  const title = giveTitle(view, context);
  const money = (amountMinor: number): string => formatMoney(language, amountMinor, edition.currency);
  return (
    <div class="recipient">
      {target.kind === 'edition' ? null : <Avatar name={target.name} seed={target.slug} />}
      <div>
        <p class="small mute">{t('give.step', { step })}</p>
        <h1 class={headingClass(title)} dir="auto">
          {title}
        </h1>
        {progress === null ? null : (
          <p class="mute num">
            {money(progress.raisedMinor)} {t('page.ofGoal', { goal: money(progress.goalMinor) })}
          </p>
        )}
        <p class="small">
          <a href={targetPath(context, target)}>
            {t('give.back', { name: target.kind === 'edition' ? edition.title[language] : target.name })}
          </a>
        </p>
      </div>
    </div>
  );
}

/** What stands in the place of the form while one cannot give. */
export function GivingNotOpen({ view: { edition, now }, context: { language } }: Props): VNode {
  const t = translatorOf(language);
  return (
    <p class="notice">
      {givingState(edition, now) === 'over'
        ? t('give.over')
        : t('give.notYet', { day: formatDay(language, edition.givingOpensAt) })}
    </p>
  );
}
