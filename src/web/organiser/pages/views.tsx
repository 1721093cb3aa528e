import type { VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import { EXPORT_FORMATS, LISTS, PRESETS, type SavedView } from '../../../lists/index.js';
import { ErrorSummary, type FormState, TextField, TickBox } from '../../shared/components/form-fields.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { WorkLayout } from '../../shared/work-layout.js';

export interface ViewsPageView {
  readonly edition: Edition;
  readonly views: readonly SavedView[];
  /** What is to be saved under a name. */
  readonly saving: { readonly list: string; readonly asked: string } | null;
  readonly mayShare: boolean;
  readonly form: FormState;
}

interface Props {
  readonly view: ViewsPageView;
  readonly context: PageContext;
}

/** Lists under a name, each to be opened or downloaded. */
export function renderViewsPage(view: ViewsPageView, context: PageContext): string {
  const { edition, views, saving } = view;
  const { language } = context;
  const t = translatorOf(language);
  return renderPage(
    <WorkLayout context={context} title={t('views.title')} heading={edition.title[language]}>
      <h1>{t('views.title')}</h1>
      {saving === null ? null : <Saving view={view} context={context} />}
      <section class="card" aria-labelledby="presets">
        <h2 id="presets">{t('views.presets')}</h2>
        <ul class="issues">
          {PRESETS.map(({ name, list, asked }) => (
            <Line
              key={name}
              name={t(`views.preset.${name}`)}
              about={t(`views.preset.${name}.text`)}
              list={list}
              asked={asked.map(([key, value]) => [key, value])}
              edition={edition}
              context={context}
            />
          ))}
        </ul>
      </section>
      <section class="card" aria-labelledby="saved">
        <h2 id="saved">{t('views.saved')}</h2>
        {views.length === 0 ? (
          <p class="hollow">{t('views.none')}</p>
        ) : (
          <ul class="issues">
            {views.map(({ id, name, list, shared, asked, own }) => (
              <Line
                key={id}
                name={name}
                about={shared ? t('views.isShared') : t('views.isOwn')}
                list={list}
                asked={[...new URLSearchParams(asked)]}
                edition={edition}
                context={context}
                {...(own ? { remove: id } : {})}
              />
            ))}
          </ul>
        )}
      </section>
    </WorkLayout>,
  );
}

function Saving({ view: { edition, saving, mayShare, form }, context: { language } }: Props): VNode {
  const t = translatorOf(language);
  return (
    <section class="card" aria-labelledby="saving">
      <h2 id="saving">{t('views.save')}</h2>
      <ErrorSummary language={language} form={form} error={null} controls={{ name: 'name' }} />
      <form class="form" action={`/organise/views?language=${language}`} method="post" novalidate id="form">
        <input type="hidden" name="edition" value={edition.slug} />
        <input type="hidden" name="list" value={saving?.list} />
        <input type="hidden" name="asked" value={saving?.asked} />
        <TextField language={language} form={form} name="name" label={t('views.name')} maxLength={80} short />
        {mayShare ? (
          <TickBox language={language} form={form} name="shared">
            {t('views.share')}
          </TickBox>
        ) : null}
        <p class="actions">
          <button class="btn go" type="submit">
            {t('views.saveButton')}
          </button>
        </p>
      </form>
    </section>
  );
}

interface LineProps {
  readonly name: string;
  readonly about: string;
  readonly list: string;
  readonly asked: readonly (readonly [string, string])[];
  readonly edition: Edition;
  readonly context: PageContext;
  /** The id under which it is removed; only for one's own. */
  readonly remove?: string;
}

function Line({ name, about, list, asked, edition, context: { language }, remove }: LineProps): VNode {
  const t = translatorOf(language);
  const title = LISTS.find((it) => it.name === list)?.name;
  const query = new URLSearchParams([
    ['language', language],
    ['edition', edition.slug],
    ...asked.map(([key, value]): [string, string] => [key, value]),
  ]).toString();
  return (
    <li>
      <p>
        <b>
          <a href={`/organise/lists/${list}?${query}`}>
            <bdi>{name}</bdi>
          </a>
        </b>
        <span class="small mute">
          {title === undefined ? list : t(`list.title.${title}`)} · {about}
        </span>
        <span class="exports">
          {EXPORT_FORMATS.map((format) => (
            <a key={format} href={`/organise/exports/${list}.${format}?${query}`} aria-label={`${name}: ${format}`}>
              {format.toUpperCase()}
            </a>
          ))}
        </span>
      </p>
      {remove === undefined ? null : (
        <form action={`/organise/views/${remove}/remove?language=${language}`} method="post">
          <input type="hidden" name="edition" value={edition.slug} />
          <button class="btn line" type="submit" aria-label={t('views.removeNamed', { name })}>
            {t('views.remove')}
          </button>
        </form>
      )}
    </li>
  );
}
