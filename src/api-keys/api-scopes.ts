import type { Role } from '../domain/roles.js';

/** What a key may open and do, by what it is about, each with the least role that its key needs, as on the pages of people. */
const GROUPS = {
  lists: {
    donations: 'viewer',
    donors: 'viewer',
    walkers: 'viewer',
    teams: 'viewer',
    registrations: 'viewer',
    'monthly-gifts': 'viewer',
    'monthly-charges': 'viewer',
    /** Beside another: who people are. */
    personal: 'editor',
    exports: 'viewer',
  },
  figures: {
    figures: 'viewer',
    'take-snapshots': 'editor',
    attention: 'editor',
    log: 'admin',
  },
  money: {
    'move-gifts': 'editor',
    'refund-gifts': 'finance',
    'hide-words': 'editor',
    'enter-offline-gifts': 'editor',
    'decide-offline-gifts': 'finance',
    'bulk-acts': 'editor',
    matches: 'finance',
    'correct-donors': 'editor',
  },
  people: {
    'change-walkers': 'editor',
    'change-teams': 'editor',
    'check-in': 'editor',
    mailings: 'editor',
  },
  edition: {
    milestones: 'admin',
    'edition-rules': 'admin',
    'open-editions': 'admin',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Role>>>>;

const SCOPE_ROLES = { ...GROUPS.lists, ...GROUPS.figures, ...GROUPS.money, ...GROUPS.people, ...GROUPS.edition };

export type ApiScope = keyof typeof SCOPE_ROLES;
export const API_SCOPES = Object.keys(SCOPE_ROLES) as ApiScope[];

export type ApiScopeGroup = keyof typeof GROUPS;
/** Each scope once, by what it is about. */
export const API_SCOPE_GROUPS = Object.entries(GROUPS).map(([group, scopes]) => ({
  group: group as ApiScopeGroup,
  scopes: Object.keys(scopes) as ApiScope[],
}));

/** The least role of a key with a scope. */
export function roleOfScope(scope: ApiScope): Role {
  return SCOPE_ROLES[scope];
}
