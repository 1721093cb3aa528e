import type { ErrorCode } from '../../../domain/errors.js';
import { LANGUAGES } from '../../../domain/language.js';
import type { EditionRules } from '../../../edition-rules/index.js';
import { ErrorSummary, type FormState, TextField } from '../../shared/components/form-fields.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { WorkLayout } from '../../shared/work-layout.js';

export interface CloneView {
  readonly rules: EditionRules;
  readonly form: FormState;
  readonly error: ErrorCode | null;
}

/** What next year's edition is likely to be called: this year's with the next year in it. */
export function cloneValues({ slug, title, walkOn }: EditionRules): Record<string, string> {
  const year = Number(walkOn.slice(0, 4));
  const next = (text: string): string => text.replaceAll(String(year), String(year + 1));
  return {
    slug: next(slug) === slug ? '' : next(slug),
    ...Object.fromEntries(LANGUAGES.map((language) => [`title.${language}`, next(title[language])])),
  };
}

/** A new edition from an earlier one. */
export function renderClonePage({ rules, form, error }: CloneView, context: PageContext): string {
  const { language, path } = context;
  const t = translatorOf(language);
  const title = t('editions.cloneTitle', { edition: rules.title[language] });
  return renderPage(
    <WorkLayout context={context} title={title} heading={rules.title[language]}>
      <h1>{title}</h1>
      <ErrorSummary
        language={language}
        form={form}
        error={error}
        controls={Object.fromEntries(form.errors.map(({ field }) => [field, field]))}
      />
      <section class="card">
        <p>{t('editions.cloneText')}</p>
        <form class="form" id="form" action={`${path}?language=${language}`} method="post" novalidate>
          <TextField
            language={language}
            form={form}
            name="slug"
            label={t('editions.slug')}
            hint={t('editions.slugHint')}
            maxLength={63}
            short
          />
          <TextField
            language={language}
            form={form}
            name="walkOn"
            type="date"
            label={t('rule.walkOn')}
            hint={t('editions.walkOnHint')}
            short
          />
          {LANGUAGES.map((it) => (
            <TextField
              key={it}
              language={language}
              form={form}
              name={`title.${it}`}
              label={`${t('rule.title')} (${t(`people.language.${it}`)})`}
              maxLength={80}
            />
          ))}
          <p class="actions">
            <button class="btn go" type="submit">
              {t('editions.clone')}
            </button>
          </p>
        </form>
      </section>
    </WorkLayout>,
  );
}
