import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PROJECT_DIR } from '../../src/local-services/index.js';

interface Run {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

describe('node scripts/run.mjs', () => {
  let project: string;

  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), 'refugee-walk-test-run-command-'));
    const same = [
      'package.json',
      'package-lock.json',
      'nest-cli.json',
      '.swcrc',
      'tsconfig.json',
      'tsconfig.build.json',
      'scripts',
    ];
    for (const name of same) await cp(join(PROJECT_DIR, name), join(project, name), { recursive: true });
    await symlink(join(PROJECT_DIR, 'node_modules'), join(project, 'node_modules'));
    await write(
      'src/cli/greet.ts',
      `import { greeting } from '../greeting.js';\nconsole.log(greeting, ...process.argv.slice(2));\nprocess.exitCode = 3;\n`,
    );
    await write('src/greeting.ts', `export const greeting: string = 'Good morning';\n`);
    await write('src/assets/style.css', `body { color: black }\n`);
    await write(
      'src/cli/wait.ts',
      `process.on('SIGTERM', () => { console.log('told to stop'); process.exit(4); });\nsetInterval(() => undefined, 1_000);\nconsole.log('waiting');\n`,
    );
  });

  afterAll(() => rm(project, { recursive: true, force: true }));

  const write = async (file: string, text: string): Promise<void> => {
    await mkdir(dirname(join(project, file)), { recursive: true });
    await writeFile(join(project, file), text);
  };

  const start = (...args: string[]) =>
    spawn(process.execPath, ['scripts/run.mjs', ...args], { cwd: project, stdio: ['ignore', 'pipe', 'pipe'] });

  const run = async (...args: string[]): Promise<Run> => {
    const child = start(...args);
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    await once(child, 'close');
    return { code: child.exitCode, output, errors };
  };

  const exists = (file: string): Promise<boolean> =>
    access(join(project, file)).then(
      () => true,
      () => false,
    );

  it('builds first, runs the command with its arguments, and ends as that ended', async () => {
    expect(await run('greet', 'walkers', '--loudly')).toEqual({
      code: 3,
      output: 'Good morning walkers --loudly\n',
      errors: '· Building\n',
    });
    expect(await exists('dist/assets/style.css')).toBe(true);
  });

  it('does not build again while the sources are the same', async () => {
    expect(await run('greet')).toEqual({ code: 3, output: 'Good morning\n', errors: '' });
  });

  it('builds again when a source has changed, and forgets what has no source any more', async () => {
    await write('src/greeting.ts', `export const greeting: string = 'Good evening';\n`);
    await rm(join(project, 'src/assets/style.css'));
    expect(await run('greet')).toEqual({ code: 3, output: 'Good evening\n', errors: '· Building\n' });
    expect(await exists('dist/assets/style.css')).toBe(false);
  });

  it('shows why a build fails, and runs nothing old in its place', async () => {
    await write('src/greeting.ts', `export const greeting = ;\n`);
    const { code, output, errors } = await run('greet');
    expect({ code, output }).toEqual({ code: 1, output: '' });
    expect(errors).toMatch(/The build failed[^]*greeting\.ts/);
    await write('src/greeting.ts', `export const greeting: string = 'Good night';\n`);
  });

  it('says so when there is no such command', async () => {
    expect((await run('fly')).errors).toMatch(/There is no command "fly"/);
    expect((await run('../greet')).code).toBe(1);
  });

  it('passes a signal on and waits until the command has ended', async () => {
    const child = start('wait');
    let output = '';
    for await (const text of child.stdout.setEncoding('utf8')) {
      if (output === '') child.kill('SIGTERM');
      output += String(text);
    }
    if (child.exitCode === null) await once(child, 'exit');
    expect({ output, code: child.exitCode }).toEqual({ output: 'waiting\ntold to stop\n', code: 4 });
  });
});
