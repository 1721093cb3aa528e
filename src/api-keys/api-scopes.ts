import type { Role } from '../domain/roles.js';

/** The scopes that open a list each, and who people are in any of them. */
export const READ_SCOPES = ['donations', 'donors', 'walkers', 'teams', 'registrations', 'personal'] as const;

/** The scopes with which a machine acts, each with the role that its key needs, as on the pages of people. */
export const ACT_ROLES = {
  'move-gifts': 'editor',
  'refund-gifts': 'finance',
  'hide-words': 'editor',
  'enter-offline-gifts': 'editor',
  'decide-offline-gifts': 'finance',
  matches: 'finance',
  'correct-donors': 'editor',
  'change-walkers': 'editor',
  'open-editions': 'admin',
  exports: 'viewer',
} as const satisfies Readonly<Record<string, Role>>;

export type ActScope = keyof typeof ACT_ROLES;
export const ACT_SCOPES = Object.keys(ACT_ROLES) as ActScope[];

/** What a key may open and do. */
export const API_SCOPES = [...READ_SCOPES, ...ACT_SCOPES] as const;
export type ApiScope = (typeof API_SCOPES)[number];

/** The least role of a key with a scope. */
export function roleOfScope(scope: ApiScope): Role {
  if (scope === 'personal') return 'editor';
  return (READ_SCOPES as readonly string[]).includes(scope) ? 'viewer' : ACT_ROLES[scope as ActScope];
}
