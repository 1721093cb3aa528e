import type { VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import { type Mailing, type PeopleCount, type Segment, textFor } from '../../../mailings/index.js';
import { formatDayAndTime } from '../../../platform/i18n/index.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { WorkLayout } from '../../shared/work-layout.js';

export interface MailingsView {
  readonly edition: Edition;
  readonly mailings: readonly Mailing[];
  readonly segments: readonly { readonly segment: Segment; readonly count: PeopleCount }[];
  readonly mayChange: boolean;
}

interface Props {
  readonly view: MailingsView;
  readonly context: PageContext;
}

const queryOf = ({ edition }: MailingsView, { language }: PageContext): string =>
  new URLSearchParams({ language, edition: edition.slug }).toString();

/** What was written to many, and whom can be written to. */
export function renderMailingsPage(view: MailingsView, context: PageContext): string {
  const { language } = context;
  const t = translatorOf(language);
  return renderPage(
    <WorkLayout context={context} title={t('mailing.title')} heading={view.edition.title[language]}>
      <h1>{t('mailing.title')}</h1>
      <p>{t('mailing.intro')}</p>
      <Segments view={view} context={context} />
      <section class="card" aria-labelledby="written">
        <h2 id="written">{t('mailing.written')}</h2>
        {view.mailings.length === 0 ? (
          <p class="hollow">{t('mailing.none')}</p>
        ) : (
          <ul class="issues">
            {view.mailings.map((mailing) => (
              <li key={mailing.id}>
                <p>
                  <a href={`/organise/mailings/${mailing.id}?${queryOf(view, context)}`}>
                    <bdi>{textFor(mailing.texts, language)?.subject ?? t('mailing.title')}</bdi>
                  </a>
                  <span class="small mute">
                    {t(`mailing.segment.${mailing.segment}`)} ·{' '}
                    {formatDayAndTime(language, mailing.begunAt ?? mailing.sendAt ?? mailing.createdAt)}
                  </span>
                </p>
                <span class={mailing.state === 'sending' ? 'chip' : 'chip dull'}>
                  {t(`mailing.state.${mailing.state}`)}
                </span>
              </li>
            ))}
          </ul>
        )}
      </section>
    </WorkLayout>,
  );
}

function Segments({ view, context }: Props): VNode {
  const t = translatorOf(context.language);
  return (
    <section class="card" aria-labelledby="segments">
      <h2 id="segments">{t('mailing.segments')}</h2>
      <ul class="issues">
        {view.segments.map(({ segment, count }) => (
          <li key={segment.name}>
            <p>
              <b>{t(`mailing.segment.${segment.name}`)}</b>
              <span class="small mute">
                {t('mailing.people', { count: count.people })}
                {count.unwanted === 0 ? null : <> · {t('mailing.unwanted', { count: count.unwanted })}</>}
              </span>
            </p>
            {view.mayChange && count.people > 0 ? (
              <a class="btn line" href={`/organise/mailings/new?segment=${segment.name}&${queryOf(view, context)}`}>
                {t('mailing.write')}
                <span class="unseen"> {t(`mailing.segment.${segment.name}`)}</span>
              </a>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
