import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RemindGuardians } from '../../src/guardian-consents/index.js';
import { readLocalMail, readLocalMails } from '../../src/platform/mail/local-mailbox.js';
import { storeEdition } from '../factories/edition.js';
import { RunningApp } from '../factories/running-app.js';
import { until } from '../support/until.js';
import { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase, testRedis, type TestServer } from '../support/services.js';

/** The walk is on 8 October 2023, and who is younger than 16 then needs a guardian. */
const CHILD = {
  participationType: 'central-20',
  team: 'alone',
  firstName: 'Amina',
  lastName: 'Yusuf',
  birthDate: '2009-05-01',
  guardianName: 'Hodan Yusuf',
  guardianEmail: 'hodan@example.org',
  freePlace: 'yes',
  acceptTerms: 'yes',
};

describe('The consent of a guardian', () => {
  let database: TestDatabase;
  let redis: TestServer & { readonly redisUrl: string };
  let running: RunningApp;
  let child: Visitor;
  let guardian: Visitor;
  let registered: string;
  let consentPath: string;

  beforeAll(async () => {
    [database, redis] = await Promise.all([testDatabase(), testRedis()]);
    running = await RunningApp.start({ databaseUrl: database.databaseUrl, redisUrl: redis.redisUrl });
    await storeEdition(running.database);
    [child, guardian] = [new Visitor(running), new Visitor(running)];
    const { location = '' } = await child.post('/nl/2023/register', { ...CHILD, email: 'amina@example.org' });
    registered = location;
    consentPath = (await mailsTo('hodan@example.org', 1))[0] ?? '';
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await Promise.all([database.drop(), redis.drop()]);
  });

  /** Waits for so many mails to a guardian. @returns the paths of their links, the latest first */
  async function mailsTo(email: string, count: number): Promise<string[]> {
    const texts = async (): Promise<string[]> => {
      const mails = (await readLocalMails(running.database, { limit: 200 })).filter((mail) => mail.recipient === email);
      return Promise.all(mails.map(async ({ id }) => (await readLocalMail(running.database, id))?.text ?? ''));
    };
    await until(`${email} has ${String(count)} mails`, async () => (await texts()).length >= count);
    return (await texts()).map((text) => /https?:\/\/[^/\s]+(\/\S+\/consent\/\S+)/.exec(text)?.[1] ?? '');
  }

  it('is asked for by the guardian’s own mail, while the place is valid and says so', async () => {
    expect(consentPath).toMatch(/^\/nl\/2023\/consent\/[A-Za-z0-9_-]{24}$/);
    const { text } = await child.get(registered);
    expect(text).toContain('We stuurden een mail naar Hodan Yusuf');
    const asked = await guardian.get(consentPath);
    expect(asked.text).toContain('jonger is dan 16 jaar');
    // The surname of a child is on no page.
    expect(asked.text).toContain('“Amina”');
  });

  it('is a decision with a name under it: neither alone is taken', async () => {
    const refused = await guardian.post(consentPath, { decision: '', name: '' });
    expect(refused.status).toBe(422);
    expect(refused.text.match(/class="fault"/g)).toHaveLength(2);
    expect((await guardian.get(consentPath)).text).not.toContain('checked');
  });

  it('is kept with who, when and which words; changing one’s mind is kept as well', async () => {
    await guardian.post(consentPath, { decision: 'refused', name: 'Hodan Yusuf' });
    const open = async (): Promise<unknown[]> =>
      running.database.rows(
        `SELECT 1 FROM attention_item WHERE kind = 'guardian-consent-refused' AND resolved_at IS NULL`,
      );
    expect(await open()).toHaveLength(1);
    expect((await child.get(registered)).text).toContain('gaf geen toestemming');
    await guardian.post(consentPath.replace('/nl/', '/fr/'), { decision: 'given', name: 'Hodan Y.' });
    expect(await open()).toHaveLength(0);
    expect((await child.get(registered)).text).toContain('De toestemming van je ouder of voogd is binnen');
    const answers = await running.database.rows(
      `SELECT decision, name, words_version, language FROM guardian_consent_answer ORDER BY id`,
    );
    expect(answers).toEqual([
      { decision: 'refused', name: 'Hodan Yusuf', words_version: 1, language: 'nl' },
      { decision: 'given', name: 'Hodan Y.', words_version: 1, language: 'fr' },
    ]);
  });

  it('opens for nobody without the link', async () => {
    expect((await guardian.get('/nl/2023/consent/AAAAAAAAAAAAAAAAAAAAAAAA')).status).toBe(404);
    expect((await guardian.post('/nl/2023/consent/x', { decision: 'given', name: 'Eve' })).status).toBe(404);
  });

  it('is not asked for somebody who is old enough on the day, to the day', async () => {
    for (const [birthDate, email] of [
      ['2007-10-08', 'sixteen@example.org'],
      ['2007-10-09', 'almost@example.org'],
    ] as const) {
      const { status } = await child.post('/nl/2023/register', {
        ...CHILD,
        birthDate,
        email,
        guardianEmail: `guardian-of-${email}`,
      });
      expect(status).toBe(303);
    }
    const asked = await running.database.rows<{ guardian_email: string }>(
      `SELECT w.guardian_email FROM guardian_consent g JOIN walker w ON w.id = g.walker_id ORDER BY w.id`,
    );
    expect(asked.map((row) => row.guardian_email)).toEqual(['hodan@example.org', 'guardian-of-almost@example.org']);
  });

  it('is reminded of twice and no more, and never once it is answered', async () => {
    await running.database.rows(`UPDATE edition SET walk_on = (now() + interval '60 days')::date`);
    const remind = running.app.get(RemindGuardians, { strict: false });
    const inDays = (days: number): Date => new Date(Date.now() + days * 86_400_000);
    const reminded: number[] = [];
    for (const days of [0, 6, 7, 12, 18, 24]) reminded.push(await remind.execute(inDays(days)));
    expect(reminded).toEqual([0, 1, 0, 1, 0, 0]);
    expect(await mailsTo('guardian-of-almost@example.org', 3)).toHaveLength(3);
    expect(await mailsTo('hodan@example.org', 1)).toHaveLength(1);
  });
});
