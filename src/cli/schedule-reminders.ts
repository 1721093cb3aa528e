import { ReadEditions } from '../editions/index.js';
import { ScheduleReminders } from '../minimum-reminders/index.js';
import { openCommandContext } from './command-context.js';
import { readArguments } from './read-arguments.js';

/**
 * Has everybody who is short of the minimum at that moment reminded by mail, once.
 * `--edition SLUG --at 2023-10-01T18:00:00+02:00`: a moment with its time zone.
 */
const { values } = readArguments({ options: { edition: { type: 'string' }, at: { type: 'string' } } });
const sendAt = /(?:Z|[+-]\d{2}:\d{2})$/.test(values.at ?? '') ? new Date(values.at ?? '') : new Date(Number.NaN);
if (values.edition === undefined || Number.isNaN(sendAt.getTime())) {
  console.error('Say when: --edition SLUG --at 2023-10-01T18:00:00+02:00');
  process.exit(2);
}
const context = await openCommandContext();
try {
  const edition = await context.get(ReadEditions, { strict: false }).bySlug(values.edition);
  await context.get(ScheduleReminders, { strict: false }).execute(edition, sendAt);
  console.log(`Whoever is short then is reminded at ${sendAt.toISOString()}.`);
} catch (error) {
  if (!(error instanceof RangeError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
} finally {
  await context.close();
}
