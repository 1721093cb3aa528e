import { minor, type Minor } from '../../domain/money.js';
import { drawParts } from './amounts.js';
import type { Chance } from './chance.js';
import { HOUR_MS } from './edition-2023.js';
import type { Incident } from './incidents.js';
import type { Afterwards } from './steps.js';

/** What an incident does to a paid gift, in the order in which it happens; nothing for an ordinary one. */
export function afterwardsOf(
  chance: Chance,
  incident: Incident,
  amountMinor: Minor,
  paidAtMs: number,
): readonly Afterwards[] {
  switch (incident) {
    case 'none':
    case 'declined-first':
    case 'sepa-succeeds':
    case 'sepa-fails':
    case 'abandoned':
    case 'expired':
    case 'declined':
    case 'moved':
    case 'move-undone':
    case 'split':
    case 'split-undone':
    case 'offline':
    case 'offline-rejected':
    case 'offline-reversed':
      return [];
    case 'refunded-in-part':
    case 'moved-and-refunded':
      return refunds(chance, drawParts(chance, amountMinor, 1), paidAtMs);
    case 'refunded-in-several-parts':
      return refunds(chance, drawParts(chance, amountMinor, chance.int(2, 3)), paidAtMs);
    case 'refund-fails':
      return refunds(chance, [amountMinor], paidAtMs).map((refund) => ({ ...refund, outcome: 'fails' }));
    case 'refunded':
      return refunds(chance, [amountMinor], paidAtMs);
    case 'refunded-in-steps': {
      const parts = drawParts(chance, amountMinor, chance.int(1, 2));
      return refunds(chance, [...parts, rest(amountMinor, parts)], paidAtMs);
    }
    case 'dispute-won':
      return [dispute(chance, 'won', amountMinor, paidAtMs)];
    case 'inquiry':
      return [dispute(chance, 'inquiry', amountMinor, paidAtMs)];
    case 'dispute-lost':
      return [dispute(chance, 'lost', amountMinor, paidAtMs)];
    case 'dispute-lost-after-refund': {
      const parts = drawParts(chance, amountMinor, 1);
      const refunded = refunds(chance, parts, paidAtMs);
      const latest = refunded.at(-1)?.atMs ?? paidAtMs;
      return [...refunded, dispute(chance, 'lost', rest(amountMinor, parts), latest)];
    }
  }
}

function rest(amountMinor: Minor, parts: readonly Minor[]): Minor {
  return minor(parts.reduce<number>((left, part) => left - part, amountMinor));
}

/** Refunds one after the other: some within the hour of the payment, most within days. */
function refunds(
  chance: Chance,
  parts: readonly Minor[],
  paidAtMs: number,
): (Afterwards & { readonly kind: 'refund' })[] {
  let atMs = paidAtMs;
  return parts.map((amountMinor) => {
    atMs += chance.happens(0.2) ? chance.int(1, 60) * 60_000 : chance.int(1, 9 * 24) * HOUR_MS;
    return { kind: 'refund', atMs, amountMinor, outcome: 'succeeds', by: 'dashboard' };
  });
}

function dispute(chance: Chance, outcome: 'won' | 'lost' | 'inquiry', amountMinor: Minor, afterMs: number): Afterwards {
  const atMs = afterMs + chance.int(5 * 24, 40 * 24) * HOUR_MS;
  return { kind: 'dispute', atMs, closedAtMs: atMs + chance.int(10 * 24, 30 * 24) * HOUR_MS, amountMinor, outcome };
}
