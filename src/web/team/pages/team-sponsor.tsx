import type { ErrorCode } from '../../../domain/errors.js';
import { logoPath } from '../../../photos/index.js';
import type { TeamSponsor } from '../../../team-life/index.js';
import { OwnPageFrame, ownTeamPath, PhotoField } from '../../own-page/pages/index.js';
import { ErrorSummary, type FormState, TextField } from '../../shared/components/form-fields.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';

export interface TeamSponsorView {
  readonly team: { readonly slug: string; readonly name: string };
  readonly sponsor: TeamSponsor | null;
  readonly form: FormState;
  readonly error: ErrorCode | null;
  readonly saved: boolean;
}

/** The sponsor of a team, with the logo that stands on the team's page. */
export function renderTeamSponsorPage(view: TeamSponsorView, context: PageContext): string {
  const { team, sponsor, form, error, saved } = view;
  const { language } = context;
  const t = translatorOf(language);
  const here = ownTeamPath(context, team.slug, '/sponsor');
  return renderPage(
    <OwnPageFrame
      context={context}
      page={{ kind: 'team', ...team }}
      part="/sponsor"
      news={saved ? t('my.saved') : null}
    >
      <ErrorSummary
        language={language}
        form={form}
        error={error}
        controls={{ sponsorName: 'sponsorName', logo: 'photo' }}
      />
      <p class="lead">{t('teamSponsor.lead')}</p>
      {sponsor === null ? null : (
        <p class="sponsor">
          <img src={logoPath(sponsor.logo)} width={sponsor.width} height={sponsor.height} alt={sponsor.name} />
        </p>
      )}
      <form id="form" class="form" action={here} method="post" enctype="multipart/form-data">
        <div>
          <TextField language={language} form={form} name="sponsorName" label={t('teamSponsor.name')} maxLength={100} />
          <PhotoField
            language={language}
            form={form}
            fault="logo"
            label={t(sponsor === null ? 'teamSponsor.logo' : 'teamSponsor.logoOther')}
            hint={t('teamSponsor.logoHint')}
          />
        </div>
        <p class="actions">
          <button class="btn go" type="submit">
            {t('my.save')}
          </button>
        </p>
      </form>
      {sponsor === null ? null : (
        <form action={`${here}/remove`} method="post">
          <button class="btn line" type="submit">
            {t('teamSponsor.remove')}
          </button>
        </form>
      )}
    </OwnPageFrame>,
  );
}
