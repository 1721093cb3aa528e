import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { PROJECT_DIR } from '../../src/local-services/index.js';

/** A small project in which every rule is broken once, by the file that the rule's name stands beside. */
const OFFENCES: Readonly<Record<string, readonly [file: string, source: string]>> = {
  'domain-is-pure': ['src/domain/money.ts', `import 'node:fs';`],
  'platform-knows-no-feature': ['src/platform/queue.ts', `import '../totals/index.js';`],
  'features-meet-at-the-front-door': ['src/donations/index.ts', `import '../totals/apply-postings.js';`],
  'everybody-uses-the-front-door': ['src/web/give-page.ts', `import '../totals/apply-postings.js';`],
  'features-import-features-only': ['src/teams/index.ts', `import '../cli/migrate.js';`],
  'nothing-imports-web': ['src/notifications/index.ts', `import '../web/give-page.js';`],
  'only-the-gateway-speaks-stripe': ['src/payments/index.ts', `import 'stripe';`],
  'the-stand-in-uses-types-of-stripe-only': ['src/stripe-sandbox/main.ts', `import 'stripe';`],
  'the-stand-in-stands-alone': ['src/stripe-sandbox/charges.ts', `import '../totals/index.js';`],
  'nothing-imports-the-stand-in': ['src/exports/index.ts', `import '../stripe-sandbox/charges.js';`],
  'local-services-stand-alone': ['src/local-services/index.ts', `import '../totals/index.js';`],
  'only-commands-start-local-services': ['src/editions/index.ts', `import '../local-services/index.js';`],
  'nothing-imports-commands': ['src/walkers/index.ts', `import '../cli/migrate.js';`],
  'src-knows-no-test': ['src/ledger/index.ts', `import '../../test/support/gifts.js';`],
  'no-cycles': ['src/live/index.ts', `import './topics.js';`],
  'no-orphans': ['src/totals/left-over.ts', `export const leftOver = 1;`],
  'production-needs-no-development-packages': ['src/accounts/index.ts', `import 'jest';`],
  'every-import-resolves': ['src/registration/index.ts', `import './missing.js';`],
};

/** What the offenders import, and what is allowed to stand beside them. */
const SURROUNDINGS: Readonly<Record<string, string>> = {
  'src/totals/index.ts': `export * from './apply-postings.js';`,
  'src/totals/apply-postings.ts': `import '../domain/money.js'; export const applied = 1;`,
  'src/live/topics.ts': `import './index.js';`,
  'src/cli/migrate.ts': `import '../totals/index.js';`,
  'src/main.ts': `import './web/give-page.js'; import './donations/index.js';`,
  'src/platform/stripe/stripe-gateway.ts': `import 'stripe';`,
  'test/support/gifts.ts': `import '../../src/totals/apply-postings.js';`,
};

const Report = z.object({
  summary: z.object({ violations: z.array(z.object({ from: z.string(), rule: z.object({ name: z.string() }) })) }),
});

describe('The rules of who may import whom', () => {
  let folder: string;
  let violations: readonly { readonly rule: string; readonly from: string }[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'refugee-walk-test-architecture-'));
    const files = { ...SURROUNDINGS, ...Object.fromEntries(Object.values(OFFENCES)) };
    for (const [file, source] of Object.entries(files)) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), `${source}\n`);
    }
    for (const shared of ['node_modules', 'package.json', 'tsconfig.json', '.dependency-cruiser.mjs']) {
      await symlink(join(PROJECT_DIR, shared), join(folder, shared));
    }
    const cruise = join(PROJECT_DIR, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const args = [cruise, '--config', '.dependency-cruiser.mjs', '--output-type', 'json', 'src', 'test'];
    // It ends with the number of errors as its code; what it found is on its output either way.
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder, maxBuffer: 20_000_000 }).catch(
      (error: unknown) => z.object({ stdout: z.string() }).parse(error),
    );
    violations = Report.parse(JSON.parse(stdout)).summary.violations.map(({ rule, from }) => ({
      rule: rule.name,
      from,
    }));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(Object.entries(OFFENCES))('catches what breaks %s', (rule, [file]) => {
    expect(violations).toContainEqual({ rule, from: file });
  });

  it('leaves in peace what keeps to them', () => {
    const innocent = Object.keys(SURROUNDINGS).filter((file) => file !== 'src/live/topics.ts');
    expect(violations.filter(({ from }) => innocent.includes(from))).toEqual([]);
  });
});
