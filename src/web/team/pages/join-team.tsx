import type { Edition } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import type { MovableWalker } from '../../../team-life/index.js';
import { EMPTY_FORM, ErrorSummary } from '../../shared/components/form-fields.js';
import { headingClass } from '../../shared/components/portrait.js';
import { Layout } from '../../shared/layout.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, teamPath, under } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';

export interface JoinTeamPageView {
  readonly edition: Edition;
  readonly team: { readonly slug: string; readonly name: string };
  /** The visitor's own. */
  readonly walkers: readonly MovableWalker[];
  readonly invitation: string | null;
  /** Who has just asked, and waits; `null`: nobody. */
  readonly asked: boolean;
  readonly error: ErrorCode | null;
}

/** Going along with a team, for people who are registered already. */
export function renderJoinTeamPage(view: JoinTeamPageView, context: PageContext): string {
  const { team, walkers, invitation } = view;
  const { language } = context;
  const t = translatorOf(language);
  const title = t('joinTeam.title', { team: team.name });
  const registering = new URLSearchParams({ team: team.slug, ...(invitation === null ? {} : { invitation }) });
  const others = walkers.filter(({ teamSlug }) => teamSlug !== team.slug);
  return renderPage(
    <Layout context={context} title={title} unlisted>
      <div class="wrap column">
        <p>
          <a href={under(context, '/my')}>{t('my.back')}</a>
        </p>
        <h1 class={headingClass(title)} dir="auto">
          {title}
        </h1>
        <ErrorSummary language={language} form={EMPTY_FORM} error={view.error} controls={{}} />
        {view.asked ? (
          <p class="said-so" role="status">
            {t('joinTeam.asked', { team: team.name })}
          </p>
        ) : null}
        {others.length === 0 ? (
          <>
            <p class="hollow">
              {t(walkers.length === 0 ? 'joinTeam.nobody' : 'joinTeam.already', { team: team.name })}
            </p>
            {walkers.length > 0 ? null : (
              <p>
                <a class="onward" href={under(context, `/register?${registering.toString()}`)}>
                  {t('team.join')}
                </a>
              </p>
            )}
          </>
        ) : (
          <ul class="plain members">
            {others.map((walker) => (
              <li class="card" key={walker.id}>
                <p>
                  <b dir="auto">{walker.name}</b>{' '}
                  <span class="mute">
                    · {walker.teamName === null ? t('joinTeam.alone') : t('joinTeam.with', { team: walker.teamName })}
                  </span>
                </p>
                {walker.waits ? (
                  <p class="mute">{t('joinTeam.waits', { team: team.name })}</p>
                ) : (
                  <form action={under(context, `/my/join/${encodeURIComponent(team.slug)}`)} method="post">
                    <input type="hidden" name="walker" value={walker.id} />
                    {invitation === null ? null : <input type="hidden" name="invitation" value={invitation} />}
                    <button class="btn go" type="submit">
                      {t('joinTeam.go', { name: walker.firstName, team: team.name })}
                    </button>
                  </form>
                )}
              </li>
            ))}
          </ul>
        )}
        <p class="notice">{t('ownTeam.giftsStay')}</p>
        <p>
          <a class="onward" href={teamPath(context, team.slug)}>
            {t('ownTeam.toPage')}
          </a>
        </p>
      </div>
    </Layout>,
  );
}
