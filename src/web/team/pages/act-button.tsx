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
  /** Which page of its members is shown, from 1. */
  readonly page: number;
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

/** Where forms about the team lead, and back to the same page of its members. */
export function actPath(context: PageContext, { team, page }: Pick<OwnTeamPageView, 'team' | 'page'>): string {
  return `${ownTeamPath(context, team.slug)}${page > 1 ? `?members=${String(page)}` : ''}`;
}

/** A button that does one thing, as a form of its own. */
export function ActButton({ view, context, act, fields = {}, kind, label, children }: ActButtonProps): VNode {
  return (
    <form action={actPath(context, view)} method="post">
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
