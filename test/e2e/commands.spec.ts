import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { storeEdition } from '../factories/edition.js';
import { RunningApp } from '../factories/running-app.js';
import { RunningProgram } from '../support/program.js';
import { testDatabase, type TestDatabase, testRedis, type TestServer } from '../support/services.js';

describe('The commands of an organiser', () => {
  let database: TestDatabase;
  let redis: TestServer & { readonly redisUrl: string };
  let app: RunningApp;

  beforeAll(async () => {
    [database, redis] = await Promise.all([testDatabase(), testRedis()]);
    app = await RunningApp.start({ databaseUrl: database.databaseUrl }, { role: 'web' });
    await storeEdition(app.database);
  }, 60_000);

  afterAll(async () => {
    await app.close();
    await Promise.all([database.drop(), redis.drop()]);
  });

  const run = async (name: string, ...args: string[]): Promise<{ code: number | null; output: string }> => {
    const program = new RunningProgram(name, args, {
      DATABASE_URL: database.databaseUrl,
      REDIS_URL: redis.redisUrl,
      LOG_LEVEL: 'error',
    });
    return { code: await program.ended(), output: program.output };
  };

  it('list what needs a person, put it away with a note, and then have nothing to list', async () => {
    const [item] = await app.database.rows<{ id: string }>(
      `INSERT INTO attention_item (kind, reference, detail)
       VALUES ('payment-paid-twice', 'pi_of_the_command', '{}') RETURNING id`,
    );
    const id = item?.id ?? '';
    const listed = await run('attention', '--list');
    expect(listed).toMatchObject({ code: 0, output: expect.stringContaining('payment-paid-twice  pi_of_the_command') });
    expect(await run('attention', '--resolve', id)).toMatchObject({
      code: 2,
      output: expect.stringContaining('--note says what was found'),
    });
    expect(await run('attention', '--resolve', id, '--note', 'Gave one back', '--by', 'Noor')).toMatchObject({
      code: 0,
      output: expect.stringContaining(`Put away ${id}.`),
    });
    expect(await app.database.rows(`SELECT note, resolved_by FROM attention_item WHERE id = $1`, [id])).toEqual([
      { note: 'Gave one back', resolved_by: 'command line, Noor' },
    ]);
    expect((await run('attention', '--resolve', id, '--note', 'Again')).code).toBe(1);
    expect((await run('attention', '--list')).output).toContain('Nothing needs a person.');
  }, 60_000);

  it.each([
    ['an option that there is not', ['--lsit'], "Unknown option '--lsit'"],
    ['an option without its value', ['--resolve'], "Option '--resolve <value>' argument missing"],
  ])('say in a sentence, and do nothing, where they are given %s', async (_, given, said) => {
    const { code, output } = await run('attention', ...given);
    expect({ code, firstLine: output.trim().split('\n')[0] }).toEqual({
      code: 2,
      firstLine: expect.stringContaining(said),
    });
    expect(output).not.toContain('    at ');
  });

  it('have mails tried again that were given up, all or by number, and say how many', async () => {
    const mails = await app.database.rows<{ id: string }>(
      `INSERT INTO outbox_message (kind, once_key, payload, state, error)
       SELECT 'mail', 'command-' || n, '{"mail": "gift-received"}', 'failed', 'mailbox full' FROM generate_series(1, 3) AS n
       RETURNING id`,
    );
    expect(await run('retry-mails')).toMatchObject({ code: 2, output: expect.stringContaining('Usage: retry-mails') });
    expect(await run('retry-mails', mails[0]?.id ?? '')).toMatchObject({
      code: 0,
      output: expect.stringContaining('1 mail(s) will be tried again; 2 still failed.'),
    });
    expect((await run('retry-mails', '--failed')).output).toContain('2 mail(s) will be tried again; 0 still failed.');
    expect(await app.database.rows(`SELECT DISTINCT state FROM outbox_message WHERE kind = 'mail'`)).toEqual([
      { state: 'waiting' },
    ]);
  }, 60_000);
});
