import type { StartWalker } from '../../../check-in/index.js';
import type { DeskWalker, FoundTeam } from '../../../people-desk/index.js';
import type { DeskState } from './people-desk-parts.js';

/** What was just done. */
export const WALKER_DONE = ['corrected', 'page', 'moved', 'type', 'mailed'] as const;
export type WalkerDone = (typeof WALKER_DONE)[number];

/** What the page of one walker is drawn from. */
export interface WalkerDeskView extends DeskState {
  readonly walker: DeskWalker;
  readonly start: StartWalker;
  readonly done: WalkerDone | null;
  readonly find: string;
  readonly found: readonly FoundTeam[];
  /** Makes a mail that is asked for twice one mail. */
  readonly entry: string;
}
