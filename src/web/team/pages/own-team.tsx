import type { ComponentChildren, VNode } from 'preact';
import { MOST_AT_ONCE } from '../../../team-life/index.js';
import { ErrorSummary, TextField } from '../../shared/components/form-fields.js';
import { headingClass } from '../../shared/components/portrait.js';
import { CopyButton } from '../../shared/components/copy-button.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, teamPath, under } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { MyFrame, OwnPageFrame, ownTeamPath } from '../../own-page/pages/index.js';
import { ActButton, type OwnTeamPageView, type OwnTeamProps } from './act-button.js';
import { Members } from './own-team-members.js';

/** A team from the inside. */
export function renderOwnTeamPage(view: OwnTeamPageView, context: PageContext): string {
  const { team, form, error } = view;
  const { language } = context;
  const t = translatorOf(language);
  return renderPage(
    <TeamFrame team={team} context={context}>
      <ErrorSummary language={language} form={form} error={error} controls={{ emails: 'emails' }} />
      <div class="inside">
        <div class="first">
          <div class="stack">
            <p class="lead">
              {t(`ownTeam.you.${team.role}`)} <a href={teamPath(context, team.slug)}>{t('ownTeam.toPage')}</a>
            </p>
            {team.role === 'member' ? (
              <p>
                {t('ownTeam.elsewhere')} <a href={under(context, '/teams')}>{t('ownTeam.elsewhereFind')}</a>
              </p>
            ) : null}
          </div>
          {team.offered ? (
            <section class="card stack" aria-labelledby="offer">
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
          <JoinRequests view={view} context={context} />
          {team.mergeRequests.map(({ slug, name, walkers }) => (
            <section class="card stack" key={slug} aria-label={name}>
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
        </div>
        <Invite view={view} context={context} />
        <div>
          <Members view={view} context={context} />
          {team.role === 'captain' ? <WholeTeam view={view} context={context} /> : null}
          <p class="notice">{t('ownTeam.giftsStay')}</p>
        </div>
      </div>
    </TeamFrame>,
  );
}

/** Whose team it is, with the ways to what those who lead it may do for its page. */
function TeamFrame({
  team,
  context,
  children,
}: Pick<OwnTeamPageView, 'team'> & { readonly context: PageContext; readonly children: ComponentChildren }): VNode {
  if (team.role !== 'member') {
    return (
      <OwnPageFrame context={context} page={{ kind: 'team', slug: team.slug, name: team.name }} part="">
        {children}
      </OwnPageFrame>
    );
  }
  return (
    <MyFrame context={context} title={team.name}>
      <div>
        <p>
          <a href={under(context, '/my')}>{translatorOf(context.language)('my.back')}</a>
        </p>
        <h1 class={headingClass(team.name)} dir="auto">
          {team.name}
        </h1>
      </div>
      {children}
    </MyFrame>
  );
}

/** Whoever asks to walk with the team. */
function JoinRequests({ view, context }: OwnTeamProps): VNode | null {
  const t = translatorOf(context.language);
  const { joinRequests } = view.team;
  if (joinRequests.length === 0) return null;
  return (
    <section id="requests" class="card stack" aria-labelledby="requests-title">
      <h2 id="requests-title">{t('ownTeam.requests')}</h2>
      <ul class="plain members">
        {joinRequests.map(({ id, name }) => (
          <li key={id}>
            <p>{t('ownTeam.requestOf', { name })}</p>
            <div class="actions">
              <ActButton
                view={view}
                context={context}
                act="accept-request"
                fields={{ request: id }}
                kind="go"
                label={t('ownTeam.requestYesTo', { name })}
              >
                {t('ownTeam.mergeYes')}
              </ActButton>
              <ActButton
                view={view}
                context={context}
                act="refuse-request"
                fields={{ request: id }}
                kind="line"
                label={t('ownTeam.requestNoTo', { name })}
              >
                {t('ownTeam.mergeNo')}
              </ActButton>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Invite({ view: { team, invitation, form, invited }, context }: OwnTeamProps): VNode {
  const t = translatorOf(context.language);
  const text = encodeURIComponent(t('ownTeam.inviteText', { team: team.name, address: invitation }));
  return (
    <section class="card stack invite" aria-labelledby="invite">
      <h2 id="invite">{t('ownTeam.invite')}</h2>
      {invited ? (
        <p class="said-so" role="status">
          {t('ownTeam.invited')}
        </p>
      ) : null}
      <p>
        {t(
          team.admission === 'open' || team.invitationToken !== null ? 'ownTeam.inviteLead' : 'ownTeam.inviteLeadAsks',
        )}
      </p>
      <p>
        <a class="address" id="invitation" href={invitation}>
          {invitation}
        </a>
      </p>
      <p class="actions">
        <CopyButton language={context.language} of="invitation" />
        <a class="btn line" href={`https://wa.me/?text=${text}`} rel="noreferrer">
          WhatsApp
        </a>
        <a class="btn line" href={`mailto:?subject=${encodeURIComponent(team.name)}&body=${text}`}>
          {t('ownTeam.byMail')}
        </a>
      </p>
      <form id="form" class="form" action={ownTeamPath(context, team.slug)} method="post" novalidate>
        <input type="hidden" name="act" value="invite" />
        <TextField
          language={context.language}
          form={form}
          name="emails"
          label={t('ownTeam.inviteEmails')}
          hint={t('ownTeam.inviteEmailsHint', { most: MOST_AT_ONCE })}
          lines={3}
        />
        <p class="actions">
          <button class="btn line" type="submit">
            {t('ownTeam.inviteSend')}
          </button>
        </p>
      </form>
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

function WholeTeam({ view, context }: OwnTeamProps): VNode {
  const { team, find, matches } = view;
  const t = translatorOf(context.language);
  const address = ownTeamPath(context, team.slug);
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
      <p>
        <a href={`${ownTeamPath(context, team.slug)}/dissolve`}>{t('ownTeam.dissolve')}</a>
      </p>
    </details>
  );
}
