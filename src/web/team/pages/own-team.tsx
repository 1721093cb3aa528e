import type { ComponentChildren, VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import { formatMoney } from '../../../platform/i18n/index.js';
import type { OwnTeam, OwnTeamMember } from '../../../team-life/index.js';
import { EMPTY_FORM, ErrorSummary } from '../../shared/components/form-fields.js';
import { headingClass } from '../../shared/components/portrait.js';
import { ProgressBar } from '../../shared/components/progress-bar.js';
import { Layout } from '../../shared/layout.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, teamPath, under, walkerPath } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';

export interface OwnTeamPageView {
  readonly edition: Edition;
  readonly team: OwnTeam;
  readonly find: string;
  /** Teams that were looked for; `null`: nobody looked. */
  readonly matches: readonly { readonly slug: string; readonly name: string }[] | null;
  readonly invitation: string;
  readonly error: ErrorCode | null;
}

interface Props {
  readonly view: OwnTeamPageView;
  readonly context: PageContext;
}

/** A team from the inside. */
export function renderOwnTeamPage(view: OwnTeamPageView, context: PageContext): string {
  const { team, error } = view;
  const { language } = context;
  const t = translatorOf(language);
  const offered = team.members.some(({ own, offered: isOffered }) => own && isOffered);
  return renderPage(
    <Layout context={context} title={team.name} unlisted>
      <div class="wrap column">
        <p>
          <a href={under(context, '/my')}>{t('my.back')}</a>
        </p>
        <h1 class={headingClass(team.name)} dir="auto">
          {team.name}
        </h1>
        <ErrorSummary language={language} form={EMPTY_FORM} error={error} controls={{}} />
        <p class="lead">
          {t(`ownTeam.you.${team.role}`)} <a href={teamPath(context, team.slug)}>{t('ownTeam.toPage')}</a>
        </p>
        {offered ? (
          <section class="card" aria-labelledby="offer">
            <h2 id="offer">{t('ownTeam.offerTitle')}</h2>
            <p>{t('ownTeam.offerText', { team: team.name })}</p>
            <div class="actions">
              <ActButton view={view} context={context} act="accept-captaincy" kind="go">
                {t('ownTeam.offerYes')}
              </ActButton>
              <ActButton view={view} context={context} act="decline-captaincy" kind="line">
                {t('ownTeam.offerNo')}
              </ActButton>
            </div>
          </section>
        ) : null}
        {team.mergeRequests.map(({ slug, name, walkers }) => (
          <section class="card" key={slug} aria-label={name}>
            <p>{t('ownTeam.mergeAsked', { team: name, count: walkers })}</p>
            <div class="actions">
              <ActButton view={view} context={context} act="accept-merge" fields={{ team: slug }} kind="go">
                {t('ownTeam.mergeYes')}
              </ActButton>
              <ActButton view={view} context={context} act="decline-merge" fields={{ team: slug }} kind="line">
                {t('ownTeam.mergeNo')}
              </ActButton>
            </div>
          </section>
        ))}
        <Invite view={view} context={context} />
        <Members view={view} context={context} />
        {team.role === 'captain' ? <WholeTeam view={view} context={context} /> : null}
        <p class="notice">{t('ownTeam.giftsStay')}</p>
      </div>
    </Layout>,
  );
}

interface ActButtonProps extends Props {
  readonly act: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly kind: 'go' | 'line' | 'quiet';
  readonly label?: string;
  readonly children: ComponentChildren;
}

/** A button that does one thing, as a form of its own. */
function ActButton({ view, context, act, fields = {}, kind, label, children }: ActButtonProps): VNode {
  return (
    <form action={under(context, `/my/team/${encodeURIComponent(view.team.slug)}`)} method="post">
      <input type="hidden" name="act" value={act} />
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button class={`btn ${kind}`} type="submit" aria-label={label}>
        {children}
      </button>
    </form>
  );
}

function Invite({ view: { team, invitation }, context }: Props): VNode {
  const t = translatorOf(context.language);
  const text = encodeURIComponent(t('ownTeam.inviteText', { team: team.name, address: invitation }));
  return (
    <section class="card" aria-labelledby="invite">
      <h2 id="invite">{t('ownTeam.invite')}</h2>
      <p>{t('ownTeam.inviteLead')}</p>
      <p>
        <a class="address" href={invitation}>
          {invitation}
        </a>
      </p>
      <p class="actions">
        <a class="btn line" href={`https://wa.me/?text=${text}`} rel="noreferrer">
          WhatsApp
        </a>
        <a class="btn line" href={`mailto:?subject=${encodeURIComponent(team.name)}&body=${text}`}>
          {t('ownTeam.byMail')}
        </a>
      </p>
      <details>
        <summary>{t('ownTeam.qr')}</summary>
        <img
          src={under(context, `/my/team/${encodeURIComponent(team.slug)}/invitation.svg`)}
          width="220"
          height="220"
          loading="lazy"
          alt={t('ownTeam.qrAlt', { team: team.name })}
        />
      </details>
    </section>
  );
}

function Members({ view, context }: Props): VNode {
  const { team } = view;
  const t = translatorOf(context.language);
  return (
    <section aria-labelledby="members">
      <h2 id="members">{t('team.members')}</h2>
      <ul class="plain members">
        {team.members.map((member) => (
          <Member key={member.id} member={member} view={view} context={context} />
        ))}
      </ul>
    </section>
  );
}

function Member({ member, view, context }: Props & { readonly member: OwnTeamMember }): VNode {
  const { team, edition } = view;
  const { language } = context;
  const t = translatorOf(language);
  const mayLead = team.role === 'captain' && member.role !== 'captain';
  const money = (amountMinor: number): string => formatMoney(language, amountMinor, edition.currency);
  const acts: readonly (readonly [act: string, label: string])[] = [
    ...(mayLead && member.valid
      ? ([
          member.role === 'co-captain'
            ? ['dismiss-co-captain', t('ownTeam.coCaptainNo')]
            : ['name-co-captain', t('ownTeam.coCaptain')],
          ...(member.offered ? [] : [['offer-captaincy', t('ownTeam.handOver')]]),
        ] as [string, string][])
      : []),
    ...(mayLead && !member.own ? [['let-go', t('ownTeam.letGo')] as const] : []),
    ...(member.own && (member.role !== 'captain' || team.members.length === 1)
      ? [['leave', t('ownTeam.leave')] as const]
      : []),
  ];
  return (
    <li class="card">
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
      {acts.length === 0 ? null : (
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
        </details>
      )}
    </li>
  );
}

function WholeTeam({ view, context }: Props): VNode {
  const { team, find, matches } = view;
  const t = translatorOf(context.language);
  const address = under(context, `/my/team/${encodeURIComponent(team.slug)}`);
  return (
    <details open={matches !== null}>
      <summary>{t('ownTeam.whole')}</summary>
      <h2>{t('ownTeam.merge')}</h2>
      <p>{t('ownTeam.mergeText')}</p>
      {team.asksToJoin === null ? null : <p>{t('ownTeam.mergeWaits', { team: team.asksToJoin })}</p>}
      <form class="search" action={address} method="get" role="search">
        <label for="find">{t('search.label')}</label>
        <div class="search-line">
          <input id="find" name="find" type="search" value={find} maxLength={100} />
          <button class="btn quiet" type="submit">
            {t('search.button')}
          </button>
        </div>
      </form>
      {matches === null ? null : matches.length === 0 ? (
        <p class="hollow">{t('search.none', { query: find })}</p>
      ) : (
        <ul class="plain">
          {matches.map(({ slug, name }) => (
            <li key={slug}>
              <ActButton view={view} context={context} act="offer-merge" fields={{ team: slug }} kind="line">
                {t('ownTeam.mergeWith', { team: name })}
              </ActButton>
            </li>
          ))}
        </ul>
      )}
      <h2>{t('ownTeam.dissolve')}</h2>
      <p>{t('ownTeam.dissolveText')}</p>
      <ActButton view={view} context={context} act="dissolve" kind="line">
        {t('ownTeam.dissolveYes', { team: team.name })}
      </ActButton>
    </details>
  );
}
