import type { RuleChange } from '../../../edition-rules/index.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { WorkLayout } from '../../shared/work-layout.js';
import { type RulesView, rulesTitle } from './edition-rules.js';
import { ruleName, shownRule } from './rule-words.js';

export interface RulesPreviewView extends Pick<RulesView, 'rules' | 'type'> {
  readonly changes: readonly RuleChange[];
  /** What was typed, to be sent again as it is. */
  readonly typed: Readonly<Record<string, string>>;
}

/** What would change, before anything does. */
export function renderRulesPreviewPage(view: RulesPreviewView, context: PageContext): string {
  const { rules, type, changes, typed } = view;
  const { language, path } = context;
  const t = translatorOf(language);
  const { currency: code } = rules.values;
  const currency = typeof code === 'string' ? code : 'EUR';
  const walkers = type === null ? rules.walkers : type === 'new' ? 0 : type.walkers;
  const title = `${t('rules.previewTitle')}: ${rulesTitle(view, context)}`;
  return renderPage(
    <WorkLayout context={context} title={title} heading={rules.title[language]}>
      <h1>{title}</h1>
      <section class="card">
        {changes.length === 0 ? (
          <p class="hollow">{t('rules.nothing')}</p>
        ) : (
          <div class="sideways" tabIndex={0} role="group" aria-label={title}>
            <table class="rule-changes">
              <thead>
                <tr>
                  <th scope="col">{t('rules.rule')}</th>
                  <th scope="col">{t('rules.now')}</th>
                  <th scope="col">{t('rules.then')}</th>
                </tr>
              </thead>
              <tbody>
                {changes.map(({ field, before, after }) => (
                  <tr key={field.name}>
                    <th scope="row">{ruleName(language, field)}</th>
                    <td>
                      {shownRule(language, field, before, currency).map((line) => (
                        <div key={line}>{line}</div>
                      ))}
                    </td>
                    <td>
                      <b>
                        {shownRule(language, field, after, currency).map((line) => (
                          <div key={line}>{line}</div>
                        ))}
                      </b>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
        {walkers > 0 && changes.length > 0 ? <p>{t('rules.registered', { count: walkers })}</p> : null}
        <form class="actions" id="form" action={`${path}?language=${language}`} method="post">
          {Object.entries(typed)
            .filter(([name]) => name !== 'step')
            .map(([name, value]) => (
              <input key={name} type="hidden" name={name} value={value} />
            ))}
          {changes.length === 0 ? null : (
            <button class="btn go" type="submit" name="step" value="save">
              {t('rules.save')}
            </button>
          )}
          <button class="btn line" type="submit" name="step" value="edit">
            {t('rules.edit')}
          </button>
        </form>
      </section>
    </WorkLayout>,
  );
}
