import type { VNode } from 'preact';
import type { Edition, ParticipationType } from '../../../domain/edition.js';
import type { Language } from '../../../domain/language.js';
import { formatMoney, formatTime } from '../../../platform/i18n/index.js';
import { FieldFault, type FormState, sentenceFor, TextField } from '../../shared/components/form-fields.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { asksOf, offersOwnDistance, type PlacesLeftView } from './register-walkers.js';

/** A team that one can go along with. */
export interface TeamMatchView {
  readonly slug: string;
  readonly name: string;
  readonly walkers: number;
}

/** The participation type that is chosen in a form; `undefined` while none is. */
export function chosenType(edition: Edition, form: FormState): ParticipationType | undefined {
  return edition.participationTypes.find((type) => type.code === form.values['participationType']);
}

interface ParticipationChoiceProps {
  readonly edition: Edition;
  readonly language: Language;
  readonly form: FormState;
  readonly placesLeft: PlacesLeftView;
  /** A way to take part whose places are kept for whoever sees the form, full as it is for others. */
  readonly offered: string | null;
  readonly waitingListPath: string;
}

/** The ways to take part, each with its fee, distance and places left. */
export function ParticipationChoice(props: ParticipationChoiceProps): VNode {
  const { edition, language, form, placesLeft, offered, waitingListPath } = props;
  const t = translatorOf(language);
  const sentence = sentenceFor(language, form, 'participationType');
  const chosen = chosenType(edition, form);
  return (
    <fieldset class={sentence === undefined ? undefined : 'faulty'}>
      <legend>{t('register.how')}</legend>
      <FieldFault id="participationType-fault" language={language} sentence={sentence} />
      <div class="choices tall">
        {edition.participationTypes.map((type, index) => {
          const left = placesLeft.get(type.code) ?? null;
          return (
            <label class="choice" key={type.code}>
              <input
                id={`type-${String(index)}`}
                type="radio"
                name="participationType"
                value={type.code}
                checked={chosen?.code === type.code}
                disabled={left === 0 && type.code !== offered}
                class={asksOf(type)}
              />
              <span class="face">
                <b>{type.title[language]}</b>
                {factsOf(type, edition, language).map((fact) => (
                  <span class="small" key={fact}>
                    {fact}
                  </span>
                ))}
                {left === null ? null : (
                  <span class="small strong" data-places={type.code}>
                    {t('register.placesLeft', { count: left })}
                  </span>
                )}
              </span>
            </label>
          );
        })}
      </div>
      {edition.participationTypes.map((type) =>
        type.capacity === null || type.code === offered ? null : (
          <p key={type.code} class="waiting-list" data-full={type.code} hidden={placesLeft.get(type.code) !== 0}>
            <a href={`${waitingListPath}?type=${encodeURIComponent(type.code)}`}>
              {t('register.toWaitingList', { type: type.title[language] })}
            </a>
          </p>
        ),
      )}
      {offersOwnDistance(edition) ? (
        <div class="reveal-distance">
          <TextField
            language={language}
            form={form}
            name="distanceKm"
            label={t('register.distance')}
            hint={t('register.distanceHint')}
            optional
            inputMode="numeric"
            maxLength={3}
            short
          />
        </div>
      ) : null}
    </fieldset>
  );
}

/** What is good to know of a way to take part, shortest first. */
export function factsOf(type: ParticipationType, edition: Edition, language: Language): string[] {
  const t = translatorOf(language);
  const money = (amountMinor: number): string => formatMoney(language, amountMinor, edition.currency);
  const distances = (type.distancesKm ?? []).map((km) => t('distance', { km }));
  const title = type.title[language];
  return [
    ...(type.distancesKm === null ? [t('register.anyDistance')] : []),
    // A distance that is in the name already is not said twice.
    ...(distances.every((distance) => title.includes(distance)) ? [] : [distances.join(', ')]),
    ...(type.startsAt === null ? [] : [t('register.startsAt', { time: formatTime(language, type.startsAt) })]),
    type.feeMinor === 0 ? t('register.free') : t('register.fee', { amount: money(type.feeMinor) }),
    ...(type.minimumMinor === 0 ? [] : [t('register.minimum', { amount: money(type.minimumMinor) })]),
  ];
}

interface TeamChoiceProps {
  readonly language: Language;
  readonly form: FormState;
  readonly team: Pick<TeamMatchView, 'slug' | 'name'> | null;
  readonly matches: readonly TeamMatchView[] | null;
}

/** Alone, with a team of one's own, or along with one that is there. What each needs shows when it is chosen. */
export function TeamChoice({ language, form, team, matches }: TeamChoiceProps): VNode {
  const t = translatorOf(language);
  const chosen = form.values['team'] ?? (team === null && matches === null ? 'alone' : 'join');
  const sentence = sentenceFor(language, form, 'team');
  const slugSentence = sentenceFor(language, form, 'teamSlug');
  return (
    <fieldset class={sentence === undefined ? undefined : 'faulty'}>
      <legend>{t('register.with')}</legend>
      <FieldFault id="team-fault" language={language} sentence={sentence} />
      <div class="choices lines">
        <TeamRadio value="alone" chosen={chosen} text={t('register.alone')} />
        <TeamRadio value="new" chosen={chosen} text={t('register.new')} hint={t('register.newHint')} />
        <TeamRadio value="join" chosen={chosen} text={t('register.join')} />
      </div>
      <div class="reveal-new">
        <TextField
          language={language}
          form={form}
          name="teamName"
          label={t('register.teamName')}
          autocomplete="off"
          maxLength={100}
        />
      </div>
      <div class="reveal-join">
        {team === null ? null : (
          <p class="notice">
            {t('register.teamChosen', { name: team.name })}
            {matches === null ? <input type="hidden" name="teamSlug" value={team.slug} /> : null}
          </p>
        )}
        {form.values['invitation'] === undefined ? null : (
          <input type="hidden" name="invitation" value={form.values['invitation']} />
        )}
        <div class={slugSentence === undefined ? 'field' : 'field faulty'}>
          <label for="teamQuery">{t('register.teamFind')}</label>
          <FieldFault id="teamSlug-fault" language={language} sentence={slugSentence} />
          <div class="joined">
            <input
              id="teamQuery"
              name="teamQuery"
              type="search"
              dir="auto"
              maxLength={100}
              autocomplete="off"
              value={form.values['teamQuery'] ?? ''}
              aria-describedby={slugSentence === undefined ? undefined : 'teamSlug-fault'}
              aria-invalid={slugSentence === undefined ? undefined : 'true'}
            />
            <button class="btn quiet" type="submit" name="findTeam" value="yes">
              {t('register.teamFindButton')}
            </button>
          </div>
        </div>
        {matches === null ? null : <TeamMatches language={language} form={form} matches={matches} />}
      </div>
    </fieldset>
  );
}

interface TeamRadioProps {
  readonly value: 'alone' | 'new' | 'join';
  readonly chosen: string;
  readonly text: string;
  readonly hint?: string;
}

function TeamRadio({ value, chosen, text, hint }: TeamRadioProps): VNode {
  return (
    <label class="choice">
      <input
        id={`team-${value}`}
        class={`with-${value}`}
        type="radio"
        name="team"
        value={value}
        checked={chosen === value}
      />
      <span class="face">
        <b>{text}</b>
        {hint === undefined ? null : <span class="small">{hint}</span>}
      </span>
    </label>
  );
}

function TeamMatches({
  language,
  form,
  matches,
}: {
  readonly language: Language;
  readonly form: FormState;
  readonly matches: readonly TeamMatchView[];
}): VNode {
  const t = translatorOf(language);
  if (matches.length === 0) return <p class="hollow">{t('register.teamNone')}</p>;
  return (
    <fieldset class="field">
      <legend class="as-label">{t('register.teamMatches')}</legend>
      <div class="choices lines">
        {matches.map(({ slug, name, walkers }, index) => (
          <label class="choice" key={slug}>
            <input
              type="radio"
              name="teamSlug"
              value={slug}
              checked={form.values['teamSlug'] === slug || (matches.length === 1 && index === 0)}
            />
            <span class="face">
              <b dir="auto">{name}</b>
              <span class="small">{t('count.walkers', { count: walkers })}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
