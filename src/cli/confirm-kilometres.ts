import type { Actor } from '../audit/index.js';
import { DomainError } from '../domain/errors.js';
import { ReadEditions } from '../editions/index.js';
import { ConfirmKilometres } from '../kilometres/index.js';
import { parseWalkedMetres } from '../walkers/index.js';
import { openCommandContext } from './command-context.js';
import { readArguments } from './read-arguments.js';

/**
 * Confirms how far walkers went, so that promises per kilometre can be settled: `--edition 2023 --all` what was logged
 * and nobody confirmed yet, or `--edition 2023 --walker SLUG` one walker's log, `--km 18.5` as an organiser knows it better
 * (`--km 0`: did not walk). Exits 1 when it cannot.
 */
const USAGE = 'Usage: confirm-kilometres --edition SLUG (--all | --walker SLUG [--km KILOMETRES])';
const ACTOR: Actor = { kind: 'system', name: 'confirm-kilometres' };

const { values } = readArguments({
  options: {
    edition: { type: 'string' },
    all: { type: 'boolean', default: false },
    walker: { type: 'string' },
    km: { type: 'string' },
  },
});
const { edition: slug, all, walker, km } = values;
if (slug === undefined || all === (walker !== undefined) || (all && km !== undefined)) {
  console.error(USAGE);
  process.exit(2);
}

const context = await openCommandContext();
try {
  const edition = await context.get(ReadEditions, { strict: false }).bySlug(slug);
  const confirm = context.get(ConfirmKilometres, { strict: false });
  const now = new Date();
  const { walkers, metres } =
    walker === undefined
      ? await confirm.all(edition, ACTOR, now)
      : await confirm.ofWalker(edition, walker, km === undefined ? null : metresOf(km), ACTOR, now);
  console.log(`Confirmed ${String(metres / 1_000)} km of ${String(walkers)} walker(s).`);
} catch (error) {
  if (!(error instanceof DomainError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await context.close();
}

/** Nothing at all is no distance that a walker could log, and just what an organiser may have to say. */
function metresOf(kilometres: string): number {
  return Number(kilometres) === 0 ? 0 : parseWalkedMetres({ kilometres });
}
