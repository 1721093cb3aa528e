import type { ComponentChildren, VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import { formatDay, formatMoney, formatWeekday } from '../../../platform/i18n/index.js';
import { Layout } from '../../shared/layout.js';
import { type MessageKey, translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { factsOf } from './register-choices.js';

export interface TextPageView {
  readonly edition: Edition;
}

const PRIVACY: readonly (readonly [title: MessageKey, text: MessageKey])[] = [
  ['privacy.cookies', 'privacy.cookiesText'],
  ['privacy.donor', 'privacy.donorText'],
  ['privacy.walker', 'privacy.walkerText'],
  ['privacy.payment', 'privacy.paymentText'],
  ['privacy.news', 'privacy.newsText'],
  ['privacy.log', 'privacy.logText'],
  ['privacy.rights', 'privacy.rightsText'],
];

/** What is kept of whom, and why there is no banner. */
export function renderPrivacyPage(_view: TextPageView, context: PageContext): string {
  const t = translatorOf(context.language);
  return renderPage(
    <Layout context={context} title={t('privacy.title')}>
      <div class="wrap column text">
        <h1>{t('privacy.title')}</h1>
        <p class="lead">{t('privacy.intro')}</p>
        {PRIVACY.map(([title, text]) => (
          <Chapter key={title} title={t(title)}>
            <p>{t(text)}</p>
          </Chapter>
        ))}
      </div>
    </Layout>,
  );
}

/** The rules of taking part, written from the edition's own data: what is not a rule of this edition is not said. */
export function renderRulesPage({ edition }: TextPageView, context: PageContext): string {
  const { language } = context;
  const t = translatorOf(language);
  const money = (amountMinor: number): string => formatMoney(language, amountMinor, edition.currency);
  const minimumMinor = edition.minimumPerWalkerMinor;
  const ages = [...new Set(edition.participationTypes.map((type) => type.ageOfConsent))].filter((age) => age > 0);
  return renderPage(
    <Layout context={context} title={t('rules.title')}>
      <div class="wrap column text">
        <h1>{t('rules.title')}</h1>
        <p class="lead">
          {t('rules.intro', { edition: edition.title[language], day: formatWeekday(language, edition.walkOn) })}
        </p>
        {minimumMinor > 0 ? (
          <Chapter title={t('rules.commit')}>
            <p>{t('rules.commitText', { amount: money(minimumMinor), five: money(minimumMinor * 5) })}</p>
          </Chapter>
        ) : null}
        <Chapter title={t('rules.types')}>
          <ul>
            {edition.participationTypes.map((type) => (
              <li key={type.code}>
                <b>{type.title[language]}</b>: {factsOf(type, edition, language).join(' · ')}
              </li>
            ))}
          </ul>
        </Chapter>
        <Chapter title={t('rules.fees')}>
          <p>
            {t('rules.feesText', { minutes: edition.placeHoldMinutes })}{' '}
            {t(edition.feesCount ? 'rules.feesIn' : 'rules.feesOut')}
          </p>
        </Chapter>
        <Chapter title={t('rules.free')}>
          <p>{t('rules.freeText')}</p>
        </Chapter>
        {ages.length > 0 ? (
          <Chapter title={t('rules.guardian')}>
            {ages.map((age) => (
              <p key={age}>{t('rules.guardianText', { age })}</p>
            ))}
          </Chapter>
        ) : null}
        <Chapter title={t('rules.teams')}>
          <p>
            {edition.teamSizeLimit === null
              ? t('rules.teamsText')
              : t('rules.teamsLimited', { most: edition.teamSizeLimit })}
          </p>
        </Chapter>
        <Chapter title={t('rules.gifts')}>
          <p>{t('rules.giftsText', { day: formatDay(language, edition.givingClosesAt) })}</p>
        </Chapter>
      </div>
    </Layout>,
  );
}

function Chapter({ title, children }: { readonly title: string; readonly children: ComponentChildren }): VNode {
  return (
    <section>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
