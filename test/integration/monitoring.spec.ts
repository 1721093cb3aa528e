import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { MeasureOperations } from '../../src/control-room/index.js';
import { PROJECT_DIR } from '../../src/local-services/index.js';
import { storeEdition } from '../factories/edition.js';
import { RunningApp } from '../factories/running-app.js';
import { PaymentStory } from '../factories/stripe-events.js';
import { testDatabase, type TestDatabase } from '../support/services.js';

const Dashboard = z.object({
  panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })) })),
});

const read = (file: string): Promise<string> => readFile(join(PROJECT_DIR, file), 'utf8');

/** The words of PromQL that are no metrics, as far as our rules use it. */
const PROMQL = /^(sum|min|max|by|le|rate|increase|time|absent|or|histogram_quantile)$/;

/** The metrics that an expression reads: its words, without labels, ranges, groupings and PromQL's own. */
function metricsOf(expression: string): string[] {
  const bare = expression.replaceAll(/\{[^}]*\}|\[[^\]]*\]/g, '').replaceAll(/\bby\s*\([^)]*\)/g, '');
  return [...bare.matchAll(/[a-z_][a-z0-9_]*/g)].map(([word]) => word).filter((word) => !PROMQL.test(word));
}

/** The rules as they stand in the file, one key a line. */
async function rules(): Promise<{ alert: string; expr: string; runbook: string }[]> {
  const parts = (await read('deploy/monitoring/alerts.yml')).split(/^ {6}- alert: /m).slice(1);
  const valueOf = (part: string, key: string): string => new RegExp(`^ +${key}: (.+)$`, 'm').exec(part)?.[1] ?? '';
  return parts.map((part) => ({
    alert: part.split('\n', 1)[0] ?? '',
    expr: valueOf(part, 'expr'),
    runbook: valueOf(part, 'runbook'),
  }));
}

const dashboardOf = async (): Promise<z.infer<typeof Dashboard>> =>
  Dashboard.parse(JSON.parse(await read('deploy/monitoring/dashboard.json')));

/** How a heading is linked to. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');

describe('Monitoring', () => {
  let services: TestDatabase;
  let running: RunningApp;
  let answer: string;

  const metrics = async (): Promise<string> => (await running.app.inject({ url: '/metrics' })).payload;
  const valueOf = (text: string, series: string): number =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${series} `))
        ?.slice(series.length + 1),
    );

  beforeAll(async () => {
    services = await testDatabase();
    running = await RunningApp.start(
      { databaseUrl: services.databaseUrl },
      { storage: { kind: 'disk', folder: PROJECT_DIR } },
    );
    await storeEdition(running.database);
    await running.app.inject({ url: '/nl/2023' });
    const [id = ''] = await running.record([new PaymentStory({}, 4_000).intent('succeeded')]);
    await running.process([id]);
    const measure = running.app.get(MeasureOperations, { strict: false });
    await measure.execute();
    await measure.prove(new Date());
    answer = await metrics();
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await services.drop();
  });

  it('asks in every rule and panel for metrics that a process tells', async () => {
    const told = new Set([...answer.matchAll(/^([a-z_][a-z0-9_]*)(?=[{ ])/gm)].map(([, name]) => name));
    // A counter with labels has no line before its first count; its type is told all the same.
    for (const [, name] of answer.matchAll(/^# TYPE (\S+) /gm)) told.add(name);
    const asked = [
      ...(await rules()).map(({ alert, expr }) => ({ by: alert, expr })),
      ...(await dashboardOf()).panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ by: title, expr }))),
    ];
    expect(asked.length).toBeGreaterThan(30);
    const unknown = asked.flatMap(({ by, expr }) =>
      metricsOf(expr)
        .filter((name) => !told.has(name))
        .map((name) => `${by}: ${name}`),
    );
    expect(unknown).toEqual([]);
    expect(asked.filter(({ expr }) => metricsOf(expr).length === 0)).toEqual([]);
  });

  it('leads from each alert to a heading of the operations guide', async () => {
    const headings = [...(await read('docs/operations.md')).matchAll(/^#+ (.+)$/gm)].map(([, text = '']) =>
      anchorOf(text),
    );
    const links = (await rules()).map(({ runbook }) => runbook);
    expect(links.filter((link) => !headings.some((heading) => link === `docs/operations.md#${heading}`))).toEqual([]);
  });

  it('tells of what is parked, given up and proved, by the state of Postgres', async () => {
    expect(valueOf(answer, 'ledger_proved')).toBe(1);
    expect(valueOf(answer, 'inbox_parked')).toBe(0);
    expect(valueOf(answer, 'outbox_failed{kind="mail"}')).toBe(0);
    expect(valueOf(answer, 'uploads_disk_free_bytes')).toBeGreaterThan(0);
    expect(valueOf(answer, 'database_connections{state="busy"}')).toBeGreaterThanOrEqual(0);
    expect(answer).toMatch(/^http_request_seconds_count\{method="GET",route="\/:language[^"]*",status="2xx"\} \d+$/m);

    await running.database.rows(`UPDATE stripe_event SET state = 'parked', error = 'It was the test'`);
    await running.database.rows(
      `INSERT INTO outbox_message (kind, payload, state, available_at) VALUES ('mail', '{}', 'failed', now())`,
    );
    await running.database.rows(
      `INSERT INTO headcount (scope, scope_id, walkers, teams, revision) SELECT 'edition', id, 5, 0, 1 FROM edition`,
    );
    const measure = running.app.get(MeasureOperations, { strict: false });
    await measure.execute();
    await measure.prove(new Date());
    const worse = await metrics();
    expect(valueOf(worse, 'inbox_parked')).toBe(1);
    expect(valueOf(worse, 'outbox_failed{kind="mail"}')).toBe(1);
    expect(valueOf(worse, 'ledger_proved')).toBe(0);
  });
});
