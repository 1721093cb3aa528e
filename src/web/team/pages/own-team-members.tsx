import type { VNode } from 'preact';
import { formatMoney } from '../../../platform/i18n/index.js';
import type { OwnTeamMember } from '../../../team-life/index.js';
import { ProgressBar } from '../../shared/components/progress-bar.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { walkerPath } from '../../shared/page-context.js';
import { MemberPages } from '../../shared/components/member-pages.js';
import { ownTeamPath } from '../../own-page/pages/index.js';
import { ActButton, actPath, type OwnTeamProps } from './act-button.js';

/** Everybody in the team, how far they are, and what may be changed about them. */
export function Members({ view, context }: OwnTeamProps): VNode {
  const { team } = view;
  const t = translatorOf(context.language);
  return (
    <section aria-labelledby="members">
      <h2 id="members">{t('team.members')}</h2>
      <p class="mute">{t('count.walkers', { count: team.memberCount })}</p>
      <ul class="plain members">
        {team.members.map((member) => (
          <Member key={member.id} member={member} view={view} context={context} />
        ))}
      </ul>
      <MemberPages
        language={context.language}
        base={ownTeamPath(context, team.slug)}
        hash="members"
        page={view.page}
        more={team.moreMembers}
      />
    </section>
  );
}

function Member({ member, view, context }: OwnTeamProps & { readonly member: OwnTeamMember }): VNode {
  const { team, edition } = view;
  const { language } = context;
  const t = translatorOf(language);
  const mayLead = team.role === 'captain' && member.role !== 'captain';
  const money = (amountMinor: number): string => formatMoney(language, amountMinor, edition.currency);
  const mayRemind = team.role !== 'member' && !member.own && member.valid && member.raisedMinor < member.minimumMinor;
  const acts: readonly (readonly [act: string, label: string])[] = [
    ...(mayLead && member.valid
      ? ([
          member.role === 'co-captain'
            ? ['dismiss-co-captain', t('ownTeam.coCaptainNo')]
            : ['name-co-captain', t('ownTeam.coCaptain')],
          ...(member.offered ? [] : [['offer-captaincy', t('ownTeam.handOver')]]),
        ] as [string, string][])
      : []),
    ...(member.own && (member.role !== 'captain' || team.memberCount === 1)
      ? [['leave', t('ownTeam.leave')] as const]
      : []),
  ];
  return (
    <li class="card stack">
      <p>
        <a href={walkerPath(context, member.slug)}>
          <bdi>{member.name}</bdi>
        </a>{' '}
        {member.role === 'member' ? null : <span class="mute">· {t(`ownTeam.role.${member.role}`)}</span>}
        {member.valid ? null : <span class="mute"> · {t('ownTeam.notValid')}</span>}
        {member.offered ? <span class="mute"> · {t('ownTeam.offerOpen')}</span> : null}
      </p>
      {member.minimumMinor > 0 ? (
        <ProgressBar
          label={t('progress.label', {
            name: member.name,
            amount: money(member.raisedMinor),
            goal: money(member.minimumMinor),
          })}
          valueMinor={member.raisedMinor}
          goalMinor={member.minimumMinor}
        />
      ) : null}
      <p class="small mute num">
        {member.raisedMinor >= member.minimumMinor
          ? t('team.reached', { minimum: money(member.minimumMinor) })
          : t('team.stillTo', {
              amount: money(member.minimumMinor - member.raisedMinor),
              minimum: money(member.minimumMinor),
            })}
      </p>
      {!mayRemind ? null : member.reminded ? (
        <p class="small mute">{t('ownTeam.reminded')}</p>
      ) : (
        <ActButton
          view={view}
          context={context}
          act="remind"
          fields={{ walker: member.id }}
          kind="line"
          label={`${t('ownTeam.remind')}: ${member.name}`}
        >
          {t('ownTeam.remind')}
        </ActButton>
      )}
      {acts.length === 0 && !(mayLead && !member.own) ? null : (
        <details>
          <summary>{t('ownTeam.change', { name: member.name })}</summary>
          <div class="actions">
            {acts.map(([act, label]) => (
              <ActButton
                key={act}
                view={view}
                context={context}
                act={act}
                fields={{ walker: member.id }}
                kind="line"
                label={`${label}: ${member.name}`}
              >
                {label}
              </ActButton>
            ))}
          </div>
          {mayLead && !member.own ? <LetGo member={member} view={view} context={context} /> : null}
        </details>
      )}
    </li>
  );
}

/** Letting a member go, with a word to them. */
function LetGo({ member, view, context }: OwnTeamProps & { readonly member: OwnTeamMember }): VNode {
  const t = translatorOf(context.language);
  const id = `reason-${member.slug}`;
  return (
    <form class="let-go" action={actPath(context, view)} method="post">
      <input type="hidden" name="act" value="let-go" />
      <input type="hidden" name="walker" value={member.id} />
      <div class="field">
        <label for={id}>
          {t('ownTeam.reason', { name: member.name })}
          <span class="optional"> ({t('give.optional')})</span>
        </label>
        <p class="hint" id={`${id}-hint`}>
          {t('ownTeam.reasonHint')}
        </p>
        <textarea id={id} name="reason" rows={2} maxLength={500} dir="auto" aria-describedby={`${id}-hint`} />
      </div>
      <button class="btn line" type="submit" aria-label={`${t('ownTeam.letGo')}: ${member.name}`}>
        {t('ownTeam.letGo')}
      </button>
    </form>
  );
}
