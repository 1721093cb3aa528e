import { RetryFailedMessages } from '../outbox/index.js';
import { openCommandContext } from './command-context.js';
import { readArguments } from './read-arguments.js';

/**
 * Has mails sent again that were given up: `--failed` all of them, or those whose numbers are given (as `attention --list`
 * names them). Look first why they failed: each goes out to a person. The worker sends them within seconds, and one that
 * nobody needs any more is left out as ever.
 */
const { values, positionals } = readArguments({ options: { failed: { type: 'boolean' } }, allowPositionals: true });
if ((values.failed === true) === positionals.length > 0 || !positionals.every((id) => /^[1-9]\d{0,17}$/.test(id))) {
  console.error('Usage: retry-mails --failed | retry-mails NUMBER [NUMBER …]');
  process.exit(2);
}
const context = await openCommandContext();
try {
  const { retried, left } = await context
    .get(RetryFailedMessages, { strict: false })
    .execute('mail', values.failed === true ? null : positionals);
  console.log(`${String(retried.length)} mail(s) will be tried again; ${String(left)} still failed.`);
} finally {
  await context.close();
}
