import type { Edition } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import type { Language } from '../../../domain/language.js';
import { typedMoney } from '../../../platform/i18n/index.js';
import type { StoredPhoto } from '../../../photos/index.js';
import type { TeamContent, TeamRole } from '../../../team-life/index.js';
import { ErrorSummary, type FormState, TextField, TickBox } from '../../shared/components/form-fields.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { OwnPageFrame, ownTeamPath, Preview, Radios, ShortAddress } from '../../own-page/pages/index.js';

export interface TeamSettingsView {
  readonly edition: Edition;
  readonly team: {
    readonly slug: string;
    readonly name: string;
    readonly role: TeamRole;
    readonly raisedMinor: number;
    readonly goalMinor: number;
    /** Organisers show the page to nobody else. */
    readonly hidden: boolean;
  };
  readonly photo: StoredPhoto | null;
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
      shortAddress: content.shortAddress ?? '',
      ...(content.photoHidden ? { hidePhoto: 'yes' } : {}),
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
  shortAddress: 'shortAddress',
  hidePhoto: 'hidePhoto',
};

/** What captains say of their team and who may come in, beside what it makes of the team's page. */
export function renderTeamSettingsPage(view: TeamSettingsView, context: PageContext): string {
  const { edition, team, photo, form, error, saved } = view;
  const { language } = context;
  const t = translatorOf(language);
  const field = { language, form };
  return renderPage(
    <OwnPageFrame
      context={context}
      page={{ kind: 'team', slug: team.slug, name: team.name }}
      part="/settings"
      news={saved ? t('my.saved') : null}
    >
      <ErrorSummary language={language} form={form} error={error} controls={CONTROLS} />
      {team.hidden ? <p class="notice">{t('my.hidden')}</p> : null}
      <div class="editor">
        <form
          id="form"
          class="form"
          action={ownTeamPath(context, team.slug, '/settings')}
          method="post"
          novalidate
          data-previewed=""
        >
          <div>
            <TextField {...field} name="name" label={t('ownTeam.name')} maxLength={100} />
            <TextField {...field} name="story" label={t('ownTeam.story')} hint={t('my.storyHint')} lines={7} optional />
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
            <ShortAddress context={context} form={form} />
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
            <TickBox {...field} name="hidePhoto">
              {t('teamPage.hidePhoto')}
            </TickBox>
          </div>
          <p class="actions">
            <button class="btn go" type="submit">
              {t('my.save')}
            </button>
            <button class="btn line" type="submit" name="preview" value="yes" formaction="#preview">
              {t('my.preview')}
            </button>
          </p>
        </form>
        <Preview
          edition={edition}
          page={team}
          photo={photo}
          form={form}
          without={t('team.noStory')}
          context={context}
        />
      </div>
    </OwnPageFrame>,
  );
}
