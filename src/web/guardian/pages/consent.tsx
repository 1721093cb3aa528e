import type { Edition } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import type { ConsentQuestion } from '../../../guardian-consents/index.js';
import { formatDay, formatWeekday } from '../../../platform/i18n/index.js';
import {
  ErrorSummary,
  FieldFault,
  type FormState,
  sentenceFor,
  TextField,
} from '../../shared/components/form-fields.js';
import { Layout } from '../../shared/layout.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, under } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';

export interface ConsentPageView {
  readonly edition: Edition;
  readonly token: string;
  readonly question: ConsentQuestion;
  readonly form: FormState;
  readonly error: ErrorCode | null;
  readonly saved: boolean;
}

const CONTROLS = { decision: 'decision-given', name: 'name' };

/** Who wants to walk, what it means, and yes or no. */
export function renderConsentPage(view: ConsentPageView, context: PageContext): string {
  const { edition, token, question, form, error, saved } = view;
  const { language } = context;
  const t = translatorOf(language);
  const { firstName, publicName, decision, decidedAt, teamName } = question;
  const type = edition.participationTypes.find(({ code }) => code === question.participationTypeCode);
  const title = t('consent.title', { name: firstName });
  const chosen = form.values['decision'] ?? decision ?? '';
  const decisionFault = sentenceFor(language, form, 'decision');
  return renderPage(
    <Layout context={context} title={title} unlisted>
      <div class="wrap column">
        <h1 dir="auto">{title}</h1>
        <ErrorSummary language={language} form={form} error={error} controls={CONTROLS} />
        {decision === null || decidedAt === null ? null : (
          <p class="card" role={saved ? 'status' : undefined}>
            {t(`consent.${decision}`, { name: firstName, day: formatDay(language, decidedAt) })}
          </p>
        )}
        <p class="lead">
          {t('consent.lead', {
            name: firstName,
            day: formatWeekday(language, edition.walkOn),
            age: question.ageOfConsent,
          })}
        </p>
        <ul>
          {type === undefined ? null : <li>{t('consent.how', { type: type.title[language] })}</li>}
          {teamName === null ? null : <li>{t('consent.team', { team: teamName })}</li>}
          <li>{t('consent.shown', { name: publicName })}</li>
          <li>{t('consent.responsible')}</li>
        </ul>
        <form id="form" class="form" action={under(context, `/consent/${token}`)} method="post" novalidate>
          <fieldset>
            <legend>{t('consent.question')}</legend>
            <FieldFault id="decision-fault" language={language} sentence={decisionFault} />
            {(['given', 'refused'] as const).map((it) => (
              <div class="tick" key={it}>
                <input id={`decision-${it}`} type="radio" name="decision" value={it} checked={chosen === it} />
                <label for={`decision-${it}`}>
                  {t(it === 'given' ? 'consent.yes' : 'consent.no', { name: firstName })}
                </label>
              </div>
            ))}
          </fieldset>
          <TextField
            language={language}
            form={form}
            name="name"
            label={t('consent.name')}
            hint={t('consent.nameHint')}
            autocomplete="name"
            maxLength={200}
          />
          <p class="actions">
            <button class="btn go" type="submit">
              {t('consent.send')}
            </button>
          </p>
        </form>
      </div>
    </Layout>,
  );
}
