import type { VNode } from 'preact';
import type { ParticipationGroup } from '../../../domain/edition.js';
import type { Currency } from '../../../domain/money.js';
import type { Language } from '../../../domain/language.js';
import { formatMoney } from '../../../platform/i18n/index.js';
import { type MessageKey, translatorOf } from '../messages/translators.js';
import { type PageContext, teamPath, walkerPath } from '../page-context.js';
import { Avatar } from './portrait.js';
import { ProgressBar } from './progress-bar.js';

/** A team as lists show it. */
export interface TeamRowView {
  readonly slug: string;
  readonly name: string;
  readonly walkers: number;
  readonly raisedMinor: number;
  readonly goalMinor: number;
  readonly participationGroup: ParticipationGroup;
}

/** A walker as lists show it; public names only. */
export interface WalkerRowView {
  readonly slug: string;
  readonly name: string;
  readonly raisedMinor: number;
  readonly goalMinor: number;
  readonly team: { readonly slug: string; readonly name: string } | null;
}

const GROUP_MESSAGES: Readonly<Record<ParticipationGroup, MessageKey>> = {
  central: 'group.central',
  'own-route': 'group.ownRoute',
};

export function groupName(language: Language, group: ParticipationGroup): string {
  return translatorOf(language)(GROUP_MESSAGES[group]);
}

interface SummaryRowProps {
  readonly context: PageContext;
  readonly currency: Currency;
  readonly href: string;
  readonly seed: string;
  readonly name: string;
  /** What stands under the name. */
  readonly meta: string;
  readonly raisedMinor: number;
  /** What the bar fills up to. */
  readonly goalMinor: number;
}

/** A line of a list: who, what, how far, how much. */
export function SummaryRow({
  context,
  currency,
  href,
  seed,
  name,
  meta,
  raisedMinor,
  goalMinor,
}: SummaryRowProps): VNode {
  const { language } = context;
  const amount = formatMoney(language, raisedMinor, currency);
  const goal = formatMoney(language, goalMinor, currency);
  return (
    <li>
      <Avatar name={name} seed={seed} />
      <div class="about">
        <a href={href} dir="auto">
          {name}
        </a>
        <p class="small mute">{meta}</p>
      </div>
      <span class="num sum">{amount}</span>
      <ProgressBar
        valueMinor={raisedMinor}
        goalMinor={goalMinor}
        label={translatorOf(language)('progress.label', { name, amount, goal })}
      />
    </li>
  );
}

interface RowsProps<Row> {
  readonly context: PageContext;
  readonly currency: Currency;
  readonly rows: readonly Row[];
}

export function TeamRows({ context, currency, rows }: RowsProps<TeamRowView>): VNode {
  const t = translatorOf(context.language);
  return (
    <ol class="rows">
      {rows.map((team) => (
        <SummaryRow
          key={team.slug}
          context={context}
          currency={currency}
          href={teamPath(context, team.slug)}
          seed={team.slug}
          name={team.name}
          meta={`${t('count.walkers', { count: team.walkers })} · ${groupName(context.language, team.participationGroup)}`}
          raisedMinor={team.raisedMinor}
          goalMinor={team.goalMinor}
        />
      ))}
    </ol>
  );
}

export function WalkerRows({ context, currency, rows }: RowsProps<WalkerRowView>): VNode {
  const t = translatorOf(context.language);
  return (
    <ol class="rows">
      {rows.map((walker) => (
        <SummaryRow
          key={walker.slug}
          context={context}
          currency={currency}
          href={walkerPath(context, walker.slug)}
          seed={walker.slug}
          name={walker.name}
          meta={walker.team === null ? t('walker.alone') : t('walker.with', { team: walker.team.name })}
          raisedMinor={walker.raisedMinor}
          goalMinor={walker.goalMinor}
        />
      ))}
    </ol>
  );
}
