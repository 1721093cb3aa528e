import { givingState } from '../../../domain/edition.js';
import { AmountChoice, GiveButton } from '../../shared/components/amount-choice.js';
import { ErrorSummary, type FormState } from '../../shared/components/form-fields.js';
import { Layout } from '../../shared/layout.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { giveDetailsPath, type PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { type GiveMoment, giveTitle, GivingNotOpen, Recipient } from './give-recipient.js';

export interface GivePageView extends GiveMoment {
  readonly form: FormState;
}

/** Giving, the first of two screens: how much. */
export function renderGivePage(view: GivePageView, context: PageContext): string {
  const { edition, target, form } = view;
  const { language } = context;
  const t = translatorOf(language);
  const title = giveTitle(view, context);
  const faulty = form.errors.length > 0;
  return renderPage(
    <Layout context={context} title={faulty ? t('form.errorInTitle', { title }) : title}>
      <div class="wrap column">
        <Recipient view={view} context={context} step={1} />
        {givingState(edition, view.now) === 'open' ? (
          <>
            <ErrorSummary language={language} form={form} error={null} controls={{ amount: 'choice-0' }} />
            <p>{t('give.intro')}</p>
            <form id="form" class="form" action={giveDetailsPath(context, target)} method="get" novalidate>
              <AmountChoice edition={edition} language={language} form={form} legend={t('give.amount')} typed />
              <GiveButton edition={edition} language={language} onward />
              <p class="small mute">{t('give.methods')}</p>
            </form>
          </>
        ) : (
          <GivingNotOpen view={view} context={context} />
        )}
      </div>
    </Layout>,
  );
}
