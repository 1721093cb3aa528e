import { minor, type Minor } from '../../domain/money.js';
import { drawParts } from './amounts.js';
import type { Chance } from './chance.js';
import { HOUR_MS } from './edition-2023.js';
import type { Incident } from './incidents.js';
import type { DeskAct, GiftTarget } from './steps.js';
import type { Targets } from './targets.js';

/** What organisers do with a gift that counts; `null` for most. */
export function deskActOf(
  chance: Chance,
  incident: Incident,
  { target, amountMinor, paidAtMs }: { target: GiftTarget; amountMinor: Minor; paidAtMs: number },
  targets: Targets,
): DeskAct | null {
  const undone = incident.endsWith('-undone');
  const at = (others: readonly GiftTarget[]): number =>
    Math.max(paidAtMs, ...others.map((other) => targets.openFrom(other))) + chance.int(1, 9 * 24) * HOUR_MS;
  if (incident.startsWith('move')) {
    const to = targets.drawLively(chance, [target]);
    return { kind: 'move', atMs: at([to]), to, undone };
  }
  if (!incident.startsWith('split')) return null;
  const others = drawParts(chance, amountMinor, chance.int(1, 2));
  const places: GiftTarget[] = [target];
  for (const _ of others) places.push(targets.drawLively(chance, places));
  const restMinor = others.reduce<number>((left, part) => left - part, amountMinor);
  const shares = [minor(restMinor), ...others].map((share, index) => ({
    to: places[index] as GiftTarget,
    amountMinor: share,
  }));
  return { kind: 'split', atMs: at(places), shares, undone };
}
