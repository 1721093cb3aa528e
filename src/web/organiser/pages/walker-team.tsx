import type { VNode } from 'preact';
import { formatDay } from '../../../platform/i18n/index.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { ActForm, FindTeam, TeamChoices, typedIn } from './people-desk-parts.js';
import type { WalkerDeskView } from './walker-desk-view.js';

interface Props {
  readonly view: WalkerDeskView;
  readonly context: PageContext;
}

/** With whom the walker walks, and where else they could. */
export function WalkerTeamCard({ view, context }: Props): VNode {
  const { edition, walker, mayAct, find, found } = view;
  const { language } = context;
  const t = translatorOf(language);
  const { team } = walker;
  const form = typedIn(view, 'team');
  const query = new URLSearchParams({ language, edition: edition.slug }).toString();
  const leads = team !== null && team.captain;
  return (
    <section class="card" aria-labelledby="team">
      <h2 id="team">{t('list.column.team')}</h2>
      <p>
        {team === null ? (
          t('people-desk.alone')
        ) : (
          <>
            <a href={`/organise/teams/${team.id}?${query}`}>
              <bdi>{team.name}</bdi>
            </a>
            {leads ? ` · ${t('list.column.captain')}` : ''}
          </>
        )}
      </p>
      {walker.formerTeams.length === 0 ? null : (
        <p class="small mute">
          {t('people-desk.before')}{' '}
          {walker.formerTeams.map(({ name, leftAt }) => `${name} (${formatDay(language, leftAt)})`).join(', ')}
        </p>
      )}
      {mayAct && walker.place !== 'released' ? (
        <>
          <FindTeam state={view} context={context} find={find} label={t('people-desk.findTeam')} />
          <ActForm state={view} context={context} name="team" action="/team" button={t('people-desk.moveButton')}>
            <input type="hidden" name="from" value={team?.slug ?? ''} />
            <input type="hidden" name="find" value={find} />
            <TeamChoices
              state={view}
              context={context}
              found={found}
              find={find}
              without={team?.slug ?? null}
              adds={1}
              form={form}
            >
              {team === null ? null : (
                <div class="tick">
                  <input id="into-alone" type="radio" name="into" value="-" checked={form.values['into'] === '-'} />
                  <label for="into-alone">{t('people-desk.walkAlone')}</label>
                </div>
              )}
            </TeamChoices>
            {leads && team.others.length > 0 ? (
              <div class="field">
                <label for="successor">{t('people-desk.successor', { team: team.name })}</label>
                <select id="successor" name="successor">
                  <option value="">—</option>
                  {team.others.map(({ id, name }) => (
                    <option key={id} value={id} selected={form.values['successor'] === id}>
                      {name}
                    </option>
                  ))}
                </select>
              </div>
            ) : null}
            <div class="tick">
              <input
                id="tell"
                name="tell"
                type="checkbox"
                value="yes"
                checked={form.values['form'] === undefined || form.values['tell'] === 'yes'}
              />
              <label for="tell">{t('people-desk.tell')}</label>
            </div>
            <p class="small mute">
              {t('people-desk.giftsStay')}
              {leads && team.others.length === 0 ? ` ${t('people-desk.lastOne', { team: team.name })}` : ''}
            </p>
          </ActForm>
        </>
      ) : null}
    </section>
  );
}
