import type { OwnTeam } from '../../../team-life/index.js';
import { headingClass } from '../../shared/components/portrait.js';
import { Layout } from '../../shared/layout.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { ownTeamPath } from '../../own-page/pages/index.js';

/** The question before a team ends, with all that it means. */
export function renderDissolvePage(team: Pick<OwnTeam, 'slug' | 'name' | 'memberCount'>, context: PageContext): string {
  const t = translatorOf(context.language);
  const title = t('ownTeam.dissolveAsk', { team: team.name });
  return renderPage(
    <Layout context={context} title={title} unlisted>
      <div class="wrap column">
        <h1 class={headingClass(title)} dir="auto">
          {title}
        </h1>
        <p>{t('ownTeam.dissolveText')}</p>
        <p>{t('ownTeam.dissolveTold', { count: team.memberCount })}</p>
        <p class="notice">{t('ownTeam.giftsStay')}</p>
        <form action={ownTeamPath(context, team.slug)} method="post">
          <input type="hidden" name="act" value="dissolve" />
          <p class="actions">
            <button class="btn go" type="submit">
              {t('ownTeam.dissolveYes', { team: team.name })}
            </button>
            <a href={ownTeamPath(context, team.slug)}>{t('ownTeam.back')}</a>
          </p>
        </form>
      </div>
    </Layout>,
  );
}
