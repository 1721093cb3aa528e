import type { VNode } from 'preact';
import type { DeskTeam, FoundTeam } from '../../../people-desk/index.js';
import { formatDayAndTime } from '../../../platform/i18n/index.js';
import { ErrorSummary } from '../../shared/components/form-fields.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, teamPath } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { WorkLayout } from '../../shared/work-layout.js';
import {
  ActForm,
  controlsOf,
  type DeskForm,
  DeskLog,
  type DeskState,
  Fact,
  FindTeam,
  MoneyFacts,
  PageCard,
  TeamChoices,
  typedIn,
} from './people-desk-parts.js';

export const TEAM_DONE = ['page', 'captain', 'merged', 'dissolved'] as const;
export type TeamDone = (typeof TEAM_DONE)[number];

export interface TeamDeskView extends DeskState {
  readonly team: DeskTeam;
  readonly done: TeamDone | null;
  readonly find: string;
  readonly found: readonly FoundTeam[];
}

interface Props {
  readonly view: TeamDeskView;
  readonly context: PageContext;
}

const STATE_TONES: Readonly<Record<DeskTeam['state'], string>> = { valid: '', waiting: 'wait', ended: 'dull' };

/** One team: what there is of it, and what organisers do on its behalf. */
export function renderTeamDeskPage(view: TeamDeskView, context: PageContext): string {
  const { edition, team, done, form, error, mayAct } = view;
  const { language } = context;
  const t = translatorOf(language);
  const title = team.name;
  const acts = mayAct && team.state === 'valid';
  return renderPage(
    <WorkLayout context={context} title={title} heading={edition.title[language]}>
      <div class="list-head">
        <h1 dir="auto">{title}</h1>
        <span class={`chip ${STATE_TONES[team.state]}`}>{t(`people-desk.teamState.${team.state}`)}</span>
      </div>
      <ErrorSummary
        language={language}
        form={form}
        error={error}
        controls={controlsOf(view, { name: 'name', story: 'story', goal: 'goal', into: 'find', walker: 'walker' })}
      />
      {done === null ? null : (
        <p class="card" role="status">
          {t(`people-desk.done.${done}`)}
        </p>
      )}
      <div class="two">
        <Facts view={view} context={context} />
        <Members view={view} context={context} />
      </div>
      <div class="two">
        <PageCard
          state={view}
          context={context}
          kind="team"
          page={team.page}
          publicPath={teamPath(context, team.slug)}
        />
        {acts ? <Ending view={view} context={context} /> : null}
      </div>
      {mayAct ? <DeskLog edition={edition} log={team.log} context={context} /> : null}
    </WorkLayout>,
  );
}

function Facts({ view, context }: Props): VNode {
  const { edition, team } = view;
  const { language } = context;
  const t = translatorOf(language);
  const query = new URLSearchParams({ language, edition: edition.slug });
  return (
    <section class="card" aria-labelledby="facts">
      <h2 id="facts">{t('people-desk.teamFacts')}</h2>
      <dl class="facts">
        <Fact label={t('list.column.startedAt')}>{formatDayAndTime(language, team.startedAt)}</Fact>
        {team.endedAt === null ? null : (
          <Fact label={t('people-desk.ended')}>{formatDayAndTime(language, team.endedAt)}</Fact>
        )}
        {team.mergedInto === null ? null : (
          <Fact label={t('people-desk.mergedInto')}>
            <a href={`/organise/teams/${team.mergedInto.id}?${query.toString()}`}>
              <bdi>{team.mergedInto.name}</bdi>
            </a>
          </Fact>
        )}
        <Fact label={t('list.column.walkers')}>
          <a class="num" href={`/organise/lists/walkers?${query.toString()}&team=${encodeURIComponent(team.slug)}`}>
            {t('count.walkers', { count: team.walkers })}
          </a>
        </Fact>
        {team.joinRequests === 0 ? null : (
          <Fact label={t('people-desk.joinRequests')}>
            <span class="num">{team.joinRequests}</span>
          </Fact>
        )}
        <MoneyFacts
          state={view}
          context={context}
          gifts={team.gifts}
          raisedMinor={team.raisedMinor}
          onItsWayMinor={team.onItsWayMinor}
          filter={{ team: team.slug }}
        />
      </dl>
      <p class="small mute">{t('people-desk.giftsStay')}</p>
    </section>
  );
}

function Members({ view, context }: Props): VNode {
  const { edition, team, mayAct } = view;
  const { language } = context;
  const t = translatorOf(language);
  const query = new URLSearchParams({ language, edition: edition.slug }).toString();
  const candidates = team.members.filter(({ id, valid }) => valid && id !== team.captainId);
  const form = typedIn(view, 'captain');
  return (
    <section class="card" aria-labelledby="members">
      <h2 id="members">{t('people-desk.members')}</h2>
      {team.members.length === 0 ? <p class="hollow">{t('people-desk.nobody')}</p> : null}
      <ul class="plain">
        {team.members.map(({ id, name, valid, coCaptain }) => (
          <li key={id}>
            <a href={`/organise/walkers/${id}?${query}`}>
              <bdi>{name}</bdi>
            </a>
            {id === team.captainId
              ? ` · ${t('list.column.captain')}`
              : coCaptain
                ? ` · ${t('people-desk.coCaptain')}`
                : ''}
            {valid ? '' : ` · ${t('people-desk.place.held')}`}
          </li>
        ))}
      </ul>
      {mayAct && team.state === 'valid' && candidates.length > 0 ? (
        <ActForm
          state={view}
          context={context}
          name="captain"
          action="/captain"
          button={t('people-desk.captainButton')}
        >
          <div class="field">
            <label for="walker">{t('people-desk.newCaptain')}</label>
            <select id="walker" name="walker">
              {candidates.map(({ id, name }) => (
                <option key={id} value={id} selected={form.values['walker'] === id}>
                  {name}
                </option>
              ))}
            </select>
          </div>
          <p class="small mute">{t('people-desk.captainText')}</p>
        </ActForm>
      ) : null}
    </section>
  );
}

/** Two ways in which a team ends. */
function Ending({ view, context }: Props): VNode {
  const { team, find, found } = view;
  const { language } = context;
  const t = translatorOf(language);
  const form = typedIn(view, 'merge');
  return (
    <section class="card" aria-labelledby="team">
      <h2 id="team">{t('people-desk.merge')}</h2>
      <FindTeam state={view} context={context} find={find} label={t('people-desk.mergeInto')} />
      {find === '' ? null : (
        <ActForm state={view} context={context} name="merge" action="/merge" button={t('people-desk.mergeButton')}>
          <input type="hidden" name="find" value={find} />
          <TeamChoices
            state={view}
            context={context}
            found={found}
            find={find}
            without={team.slug}
            adds={team.walkers}
            form={form}
          />
          <Sure view={view} name="merge" text={t('people-desk.mergeSure', { team: team.name, count: team.walkers })} />
        </ActForm>
      )}
      <details open={view.form.values['form'] === 'dissolve'}>
        <summary>{t('people-desk.dissolve')}</summary>
        <ActForm
          state={view}
          context={context}
          name="dissolve"
          action="/dissolve"
          button={t('people-desk.dissolveButton')}
        >
          <Sure
            view={view}
            name="dissolve"
            text={t('people-desk.dissolveSure', { team: team.name, count: team.walkers })}
          />
        </ActForm>
      </details>
      <p class="small mute">{t('people-desk.endText')}</p>
    </section>
  );
}

interface SureProps {
  readonly view: TeamDeskView;
  readonly name: DeskForm;
  readonly text: string;
}

function Sure({ view, name, text }: SureProps): VNode {
  return (
    <div class="tick">
      <input
        id={`sure-${name}`}
        name="sure"
        type="checkbox"
        value="yes"
        checked={typedIn(view, name).values['sure'] === 'yes'}
      />
      <label for={`sure-${name}`}>{text}</label>
    </div>
  );
}
