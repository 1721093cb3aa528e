/** What an organiser may do, the least first; each may do what those before it may. */
export const ROLES = ['viewer', 'editor', 'finance', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Whether a role includes another. */
export function includesRole(has: Role, needed: Role): boolean {
  return ROLES.indexOf(has) >= ROLES.indexOf(needed);
}
