import type { VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import { type GiftMatch, MATCH_BOUNDS } from '../../../matching/index.js';
import { formatDay, formatMoney, formatNumber } from '../../../platform/i18n/index.js';
import { ErrorSummary, type FormState, TextField } from '../../shared/components/form-fields.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { WorkLayout } from '../../shared/work-layout.js';

/** A team or a walker whose gifts may be matched. */
export interface MatchPlace {
  readonly kind: 'team' | 'walker';
  readonly slug: string;
  readonly name: string;
}

export interface MatchesView {
  readonly edition: Edition;
  readonly now: Date;
  readonly matches: readonly GiftMatch[];
  readonly mayChange: boolean;
  /** What the typed name may mean, where it means several. */
  readonly places: readonly MatchPlace[];
  readonly form: FormState;
  readonly error: ErrorCode | null;
}

interface Props {
  readonly view: MatchesView;
  readonly context: PageContext;
}

/** What sponsors add to gifts: what was agreed, how much of it is used, and a new one. */
export function renderMatchesPage(view: MatchesView, context: PageContext): string {
  const { edition, form, error } = view;
  const { language } = context;
  const t = translatorOf(language);
  const controls = Object.fromEntries(form.errors.map(({ field }) => [field, field]));
  return renderPage(
    <WorkLayout context={context} title={t('match.title')} heading={edition.title[language]}>
      <h1>{t('match.title')}</h1>
      <p>{t('match.intro')}</p>
      <ErrorSummary language={language} form={form} error={error} controls={controls} />
      <section class="card" aria-label={t('match.title')}>
        {view.matches.length === 0 ? <p class="hollow">{t('match.none')}</p> : <Rows view={view} context={context} />}
      </section>
      {view.mayChange ? <NewMatch view={view} context={context} /> : null}
    </WorkLayout>,
  );
}

function Rows({ view: { edition, matches, mayChange, now }, context: { language } }: Props): VNode {
  const t = translatorOf(language);
  const money = (amountMinor: number): string => formatMoney(language, amountMinor, edition.currency);
  return (
    <ul class="issues">
      {matches.map((match) => (
        <li key={match.id}>
          <p>
            <b>
              <bdi>{match.sponsor}</bdi> · {t('match.rate', { percent: formatNumber(language, match.ratePercent) })} ·{' '}
              <bdi>{match.target.name ?? t('work.edition')}</bdi>
            </b>
            <span class="small mute num">
              {formatDay(language, match.startsAt)} – {formatDay(language, new Date(match.endsAt.getTime() - 1))} ·{' '}
              {t('match.used', { used: money(match.matchedMinor), cap: money(match.capMinor) })}
            </span>
          </p>
          {match.closedAt !== null || match.endsAt <= now ? (
            <span class="chip dull">{t('match.over')}</span>
          ) : mayChange ? (
            <form action={`/organise/matches/${match.id}/close?language=${language}`} method="post">
              <input type="hidden" name="edition" value={edition.slug} />
              <button class="btn line" type="submit">
                {t('match.close')}
                <span class="unseen"> {match.sponsor}</span>
              </button>
            </form>
          ) : (
            <span class="chip">{t('match.open')}</span>
          )}
        </li>
      ))}
    </ul>
  );
}

function NewMatch({ view: { edition, form, places }, context: { language } }: Props): VNode {
  const t = translatorOf(language);
  const shared = { language, form } as const;
  return (
    <section class="card" aria-labelledby="new-match">
      <h2 id="new-match">{t('match.new')}</h2>
      <form class="form" id="form" action={`/organise/matches?language=${language}`} method="post" novalidate>
        <input type="hidden" name="edition" value={edition.slug} />
        <input type="hidden" name="entry" value={form.values['entry'] ?? ''} />
        <div class="two">
          <div>
            <TextField {...shared} name="sponsor" label={t('match.sponsor')} maxLength={MATCH_BOUNDS.sponsor} />
            <TextField
              {...shared}
              name="ratePercent"
              label={t('match.ratePercent')}
              hint={t('match.rateHint')}
              inputMode="numeric"
              maxLength={4}
              short
            />
            <TextField
              {...shared}
              name="cap"
              label={t('match.cap')}
              hint={t('match.capHint')}
              inputMode="decimal"
              short
            />
          </div>
          <div>
            <TextField
              {...shared}
              name="for"
              label={t('offline.for')}
              hint={t('offline.forHint')}
              maxLength={100}
              optional
            />
            {places.length < 2 ? null : (
              <fieldset class="field">
                <legend>{t('offline.which')}</legend>
                {places.map(({ kind, slug, name }) => {
                  const value = `${kind}/${slug}`;
                  return (
                    <p class="tick" key={value}>
                      <input id={value} type="radio" name="to" value={value} checked={form.values['to'] === value} />
                      <label for={value}>
                        <bdi>{name}</bdi> <span class="small mute">({t(`list.word.${kind}`)})</span>
                      </label>
                    </p>
                  );
                })}
              </fieldset>
            )}
            <TextField {...shared} name="firstDay" label={t('match.firstDay')} type="date" short />
            <TextField {...shared} name="lastDay" label={t('match.lastDay')} type="date" short />
          </div>
        </div>
        <p class="actions">
          <button class="btn go" type="submit">
            {t('match.begin')}
          </button>
        </p>
      </form>
    </section>
  );
}
