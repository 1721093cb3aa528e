/**
 * The condition under which a page is in an account's own hands: it is of one of its walkers, or of a team that one of
 * its walkers leads, as captain or as co-captain.
 * @param account an expression that is the account's id. The page's row is `p`.
 */
export function pageIsOf(account: string): string {
  return `EXISTS (
    SELECT 1 FROM registration own_r
      JOIN walker own_w ON own_w.registration_id = own_r.id
      LEFT JOIN team own_t ON own_t.id = p.team_id
      LEFT JOIN team_co_captain own_c ON own_c.team_id = p.team_id AND own_c.walker_id = own_w.id
     WHERE own_r.account_id = ${account}
       AND (own_w.id = p.walker_id OR own_w.id = own_t.captain_walker_id OR own_c.walker_id IS NOT NULL))`;
}
