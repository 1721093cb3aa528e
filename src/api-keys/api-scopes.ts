import type { Role } from '../domain/roles.js';

/** What a key may open and do, each with the least role that its key needs, as on the pages of people. */
const SCOPE_ROLES = {
  donations: 'viewer',
  donors: 'viewer',
  walkers: 'viewer',
  teams: 'viewer',
  registrations: 'viewer',
  /** Beside another: who people are. */
  personal: 'editor',
  figures: 'viewer',
  'take-snapshots': 'editor',
  attention: 'editor',
  'move-gifts': 'editor',
  'refund-gifts': 'finance',
  'hide-words': 'editor',
  'enter-offline-gifts': 'editor',
  'decide-offline-gifts': 'finance',
  'bulk-acts': 'editor',
  matches: 'finance',
  'correct-donors': 'editor',
  'change-walkers': 'editor',
  'change-teams': 'editor',
  'check-in': 'editor',
  mailings: 'editor',
  milestones: 'admin',
  'edition-rules': 'admin',
  'open-editions': 'admin',
  log: 'admin',
  exports: 'viewer',
} as const satisfies Readonly<Record<string, Role>>;

export type ApiScope = keyof typeof SCOPE_ROLES;
export const API_SCOPES = Object.keys(SCOPE_ROLES) as ApiScope[];

/** The least role of a key with a scope. */
export function roleOfScope(scope: ApiScope): Role {
  return SCOPE_ROLES[scope];
}
