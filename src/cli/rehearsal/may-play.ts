import { z } from 'zod';
import type { FrontDoor } from './front-door.js';
import type { StripeDesk } from './stripe-desk.js';

/** The install must not be played with. */
export class MustNotPlayError extends Error {
  constructor(reason: string) {
    super(`This install is not one to rehearse with: ${reason}`);
    this.name = 'MustNotPlayError';
  }
}

const Ready = z.object({ payments: z.string() });

/**
 * Makes sure that no real money can move and that nobody's figures are touched.
 * @throws {MustNotPlayError} unless the install is ready, pays with the stand-in, and its edition is still empty
 */
export async function checkMayPlay(frontDoor: FrontDoor, desk: StripeDesk): Promise<void> {
  const health = await frontDoor.health();
  if (health.status !== 200) throw new MustNotPlayError(`/health/ready answers ${String(health.status)}`);
  const payments = paymentsOf(health.body);
  if (payments !== 'sandbox') {
    throw new MustNotPlayError(`its payments are "${payments}", and only "sandbox" moves no money`);
  }
  await desk.introduce();
  const totals = await frontDoor.editionTotals();
  if (totals.teams > 0 || totals.walkers > 0 || totals.gifts > 0 || totals.onItsWayMinor > 0) {
    throw new MustNotPlayError(
      'its edition has teams, walkers or gifts already; load the rules alone into an empty database',
    );
  }
}

function paymentsOf(body: string): string {
  try {
    return Ready.safeParse(JSON.parse(body)).data?.payments ?? 'unknown';
  } catch {
    // Not JSON: whatever answers there, it is not this platform.
    return 'unknown';
  }
}
