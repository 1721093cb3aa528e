import 'reflect-metadata';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { DataSource } from 'typeorm';
import { DeliverOutbox, type Delivery } from '../../src/outbox/deliver-outbox.js';
import { writeOutbox } from '../../src/outbox/index.js';
import { Database } from '../../src/platform/database/database.js';
import { dataSourceOptions } from '../../src/platform/database/data-source-options.js';
import { type TestDatabase, testDatabase } from '../support/services.js';

const KEY = 'gift-received:somebody';

describe('A message of the outbox whose news is not true now', () => {
  let scratch: TestDatabase;
  let source: DataSource;
  let database: Database;
  let deliveries: number;
  /** What happens while the message is being written, and whether its news is true. */
  let writing: () => Promise<boolean>;
  let outbox: DeliverOutbox;

  beforeAll(async () => {
    scratch = await testDatabase();
    source = await new DataSource(dataSourceOptions(scratch.databaseUrl, 4)).initialize();
    database = new Database(source);
    const handler = {
      kind: 'mail',
      async deliver(messages: readonly { readonly id: string }[]): Promise<Delivery> {
        const isTrue = await writing();
        const ids = messages.map(({ id }) => id);
        if (isTrue) deliveries += ids.length;
        return isTrue ? { done: ids, failed: [] } : { done: [], failed: [], outdated: ids };
      },
      aboutGivenUp: () => null,
    };
    outbox = new DeliverOutbox(database, [handler], pino({ level: 'silent' }));
  }, 60_000);

  beforeEach(async () => {
    await database.rows('DELETE FROM outbox_message');
    deliveries = 0;
    writing = () => Promise.resolve(true);
    await ask();
  });

  afterAll(async () => {
    await source.destroy();
    await scratch.drop();
  });

  const ask = (): Promise<string[]> =>
    database.transaction((tx) => writeOutbox(tx, [{ kind: 'mail', onceKey: KEY, payload: {}, afterMs: 0 }]));

  it('is put aside, and sent once it is asked for again', async () => {
    writing = () => Promise.resolve(false);
    await outbox.execute();
    await outbox.execute();
    expect(deliveries).toBe(0);
    writing = () => Promise.resolve(true);
    await outbox.execute();
    expect(deliveries).toBe(0);
    expect(await ask()).toHaveLength(1);
    await outbox.execute();
    expect(deliveries).toBe(1);
  });

  it('is not lost when it is asked for again while it is being written from the facts of before', async () => {
    let times = 0;
    writing = async () => {
      times += 1;
      if (times > 1) return true;
      expect(await ask()).toEqual([]);
      return false;
    };
    await outbox.execute();
    expect({ times, deliveries }).toEqual({ times: 2, deliveries: 1 });
  });

  it('is not lost when the one who asks again commits only after it was put aside', async () => {
    const asked: { commit?: () => void; held?: Promise<unknown> } = {};
    const holding = new Promise<void>((resolve) => {
      asked.commit = resolve;
    });
    let times = 0;
    writing = async () => {
      times += 1;
      if (times > 1) return true;
      // It has the row's lock and keeps it while the other is about to put the message aside.
      const locked = new Promise<void>((resolve) => {
        asked.held = database.transaction(async (tx) => {
          await writeOutbox(tx, [{ kind: 'mail', onceKey: KEY, payload: {}, afterMs: 0 }]);
          resolve();
          await holding;
        });
      });
      await locked;
      setImmediate(() => asked.commit?.());
      return false;
    };
    await outbox.execute();
    await asked.held;
    await outbox.execute();
    expect({ times, deliveries }).toEqual({ times: 2, deliveries: 1 });
  });

  it('is never sent a second time once it was sent, however often it is asked for', async () => {
    await outbox.execute();
    for (let again = 0; again < 3; again += 1) {
      expect(await ask()).toEqual([]);
      await outbox.execute();
    }
    expect(deliveries).toBe(1);
  });
});
