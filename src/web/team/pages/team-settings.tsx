import type { ErrorCode } from '../../../domain/errors.js';
import type { Language } from '../../../domain/language.js';
import { typedMoney } from '../../../platform/i18n/index.js';
import type { TeamContent, TeamRole } from '../../../team-life/index.js';
import { ErrorSummary, type FormState, TextField } from '../../shared/components/form-fields.js';
import { headingClass } from '../../shared/components/portrait.js';
import { Layout } from '../../shared/layout.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { Radios } from '../../walker/pages/radios.js';
import { ownTeamPath } from './act-button.js';

export interface TeamSettingsView {
  readonly team: { readonly slug: string; readonly name: string; readonly role: TeamRole };
  readonly form: FormState;
  readonly error: ErrorCode | null;
  readonly saved: boolean;
}

/** The form as the team is now. */
export function teamForm(content: TeamContent, language: Language): FormState {
  return {
    values: {
      name: content.name,
      story: content.story,
      goal: typedMoney(language, content.goalMinor),
      route: content.routeDescription,
      startTime: content.startTime ?? '',
      admission: content.admission,
    },
    errors: [],
  };
}

const CONTROLS = {
  name: 'name',
  story: 'story',
  goal: 'goal',
  route: 'route',
  startTime: 'startTime',
  admission: 'admission-open',
};

/** What captains say of their team, and who may come in. */
export function renderTeamSettingsPage({ team, form, error, saved }: TeamSettingsView, context: PageContext): string {
  const { language } = context;
  const t = translatorOf(language);
  const field = { language, form };
  return renderPage(
    <Layout context={context} title={`${t('ownTeam.settings')} · ${team.name}`} unlisted>
      <div class="wrap column">
        <p>
          <a href={ownTeamPath(context, team.slug)}>{t('ownTeam.back')}</a>
        </p>
        <h1 class={headingClass(team.name)}>
          {t('ownTeam.settings')} · <bdi>{team.name}</bdi>
        </h1>
        {saved ? (
          <p class="said-so" role="status">
            {t('my.saved')}
          </p>
        ) : null}
        <ErrorSummary language={language} form={form} error={error} controls={CONTROLS} />
        <form id="form" class="form" action={`${ownTeamPath(context, team.slug)}/settings`} method="post" novalidate>
          <div>
            <TextField {...field} name="name" label={t('ownTeam.name')} maxLength={100} />
            <TextField {...field} name="story" label={t('ownTeam.story')} lines={7} optional />
            <TextField {...field} name="goal" label={t('ownTeam.goal')} inputMode="decimal" short />
            <TextField
              {...field}
              name="route"
              label={t('ownTeam.route')}
              hint={t('ownTeam.routeHint')}
              lines={4}
              optional
            />
            <TextField
              {...field}
              name="startTime"
              label={t('ownTeam.startTime')}
              hint={t('ownTeam.startTimeHint')}
              maxLength={10}
              optional
              short
            />
            {team.role === 'captain' ? (
              <Radios
                {...field}
                name="admission"
                legend={t('ownTeam.admission')}
                options={(['open', 'on-request'] as const).map((value) => ({
                  value,
                  label: t(`ownTeam.admission.${value}`),
                  hint: t(`ownTeam.admission.${value}Hint`),
                }))}
              />
            ) : (
              <input type="hidden" name="admission" value={form.values['admission'] ?? 'open'} />
            )}
          </div>
          <p class="actions">
            <button class="btn go" type="submit">
              {t('my.save')}
            </button>
          </p>
        </form>
      </div>
    </Layout>,
  );
}
