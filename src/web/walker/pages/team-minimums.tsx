import type { VNode } from 'preact';
import type { Currency } from '../../../domain/money.js';
import type { MemberProgress, TeamProgress } from '../../../fundraising-pages/index.js';
import { formatMoney } from '../../../platform/i18n/index.js';
import { SummaryRow } from '../../shared/components/summary-rows.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, walkerPath } from '../../shared/page-context.js';

interface TeamMinimumsProps {
  readonly context: PageContext;
  readonly currency: Currency;
  readonly progress: TeamProgress;
}

/** How far each member of a team is from their minimum, and what the team may cover. */
export function TeamMinimums({ context, currency, progress }: TeamMinimumsProps): VNode {
  const { language } = context;
  const t = translatorOf(language);
  const money = (amountMinor: number): string => formatMoney(language, amountMinor, currency);
  const stateOf = ({ minimumMinor, shortMinor, coveredMinor }: MemberProgress): string => {
    if (shortMinor === 0) return t('team.reached', { minimum: money(minimumMinor) });
    if (coveredMinor === shortMinor) return t('my.team.covered', { amount: money(coveredMinor) });
    const toGo = { amount: money(shortMinor - coveredMinor), minimum: money(minimumMinor) };
    return coveredMinor === 0
      ? t('team.stillTo', toGo)
      : t('my.team.partlyCovered', { ...toGo, covered: money(coveredMinor) });
  };
  return (
    <>
      <ul class="rows">
        {progress.members.map((member) => (
          <SummaryRow
            key={member.slug}
            context={context}
            currency={currency}
            href={walkerPath(context, member.slug)}
            seed={member.slug}
            name={member.name}
            meta={stateOf(member)}
            raisedMinor={member.raisedMinor}
            goalMinor={member.minimumMinor}
          />
        ))}
      </ul>
      {progress.others === 0 ? null : <p class="mute">{t('my.team.others', { count: progress.others })}</p>}
      {progress.surplusMinor > 0 && progress.cover === 'team-surplus' ? (
        <p class="small mute">{t('my.team.surplus', { amount: money(progress.surplusMinor) })}</p>
      ) : null}
    </>
  );
}
