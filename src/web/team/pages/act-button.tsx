import type { ComponentChildren, VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import type { OwnTeam } from '../../../team-life/index.js';
import type { FormState } from '../../shared/components/form-fields.js';
import { ownTeamPath } from '../../own-page/pages/index.js';
import type { PageContext } from '../../shared/page-context.js';

/** A team from the inside, and what its page shows besides. */
export interface OwnTeamPageView {
  readonly edition: Edition;
  readonly team: OwnTeam;
  readonly find: string;
  /** Teams that were looked for; `null`: nobody looked. */
  readonly matches: readonly { readonly slug: string; readonly name: string }[] | null;
  readonly invitation: string;
  readonly form: FormState;
  readonly error: ErrorCode | null;
  /** Invitations have just gone out. */
  readonly invited: boolean;
}

export interface OwnTeamProps {
  readonly view: OwnTeamPageView;
  readonly context: PageContext;
}

interface ActButtonProps extends OwnTeamProps {
  readonly act: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly kind: 'go' | 'line' | 'quiet';
  readonly label?: string;
  readonly children: ComponentChildren;
}

/** A button that does one thing, as a form of its own. */
export function ActButton({ view, context, act, fields = {}, kind, label, children }: ActButtonProps): VNode {
  return (
    <form action={ownTeamPath(context, view.team.slug)} method="post">
      <input type="hidden" name="act" value={act} />
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button class={`btn ${kind}`} type="submit" aria-label={label}>
        {children}
      </button>
    </form>
  );
}
