import type { VNode } from 'preact';
import type { Language, LocalisedText } from '../../../domain/language.js';
import { translatorOf } from '../messages/translators.js';

/** A milestone as pages show it. */
export interface MilestoneView {
  readonly id: string;
  readonly label: LocalisedText;
  readonly reached: boolean;
  /** Where its stone stands on the road; minor units. `null`: it is not an amount. */
  readonly atMinor: number | null;
}

/** The amounts at which the road of a page has its kilometre stones. */
export function stonesOf(milestones: readonly MilestoneView[]): readonly number[] {
  return milestones.flatMap(({ atMinor }) => atMinor ?? []);
}

/** What a walker or a team has reached, as stones with a word on each; it follows the live total. */
export function Badges({
  language,
  milestones,
}: {
  readonly language: Language;
  readonly milestones: readonly MilestoneView[];
}): VNode | null {
  if (milestones.length === 0) return null;
  const reached = milestones.filter((milestone) => milestone.reached);
  return (
    <div data-live-region="badges">
      {reached.length === 0 ? null : (
        <ul class="badges" aria-label={translatorOf(language)('milestones.badges')}>
          {reached.map(({ id, label }) => (
            <li key={id}>{label[language]}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
