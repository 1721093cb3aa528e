import type { VNode } from 'preact';

/** A thin bar with a name for those who hear the page; the amount stands beside it in text. */
export function ProgressBar({
  valueMinor,
  goalMinor,
  label,
  live,
}: {
  readonly valueMinor: number;
  readonly goalMinor: number;
  readonly label: string;
  /** Follows the page's own total. */
  readonly live?: boolean;
}): VNode {
  const goal = Math.max(1, goalMinor);
  return (
    <progress
      class={valueMinor >= goal ? 'bar done' : 'bar'}
      max={goal}
      value={Math.min(goal, Math.max(0, valueMinor))}
      aria-label={label}
      data-live-bar={live === true ? '' : undefined}
    />
  );
}
