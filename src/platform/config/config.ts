import { isIP } from 'node:net';
import { z } from 'zod';

/** Who takes the money: the stand-in that runs beside us, Stripe's test mode, or real cards. */
export type PaymentsMode = 'sandbox' | 'test' | 'live';

/** All settings of a process, read once at its start. Times in ms. */
export interface Config {
  readonly role: 'all' | 'web' | 'worker';
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string;
  /** Whose word on where a visitor comes from (`X-Forwarded-For`) is taken: addresses, networks, or names of both. */
  readonly trustedProxies: readonly string[];
  /** Whether people are counted (`src/web/limits`); off only beside the stand-in for Stripe. */
  readonly rateLimits: boolean;
  readonly databaseUrl: string;
  /** A copy that follows the database, for what may be some seconds behind; `null` without one. */
  readonly databaseReadUrl: string | null;
  readonly databasePoolSize: number;
  readonly redisUrl: string;
  readonly stripe: {
    readonly mode: PaymentsMode;
    readonly secretKey: string;
    readonly webhookSecrets: readonly string[];
    /** Another server that speaks Stripe's API; `undefined` is Stripe itself. */
    readonly apiBase: string | undefined;
    readonly catchUpIntervalMs: number;
    /** An event younger than this may still come by webhook, and is not asked for. */
    readonly catchUpAfterMs: number;
  };
  readonly sweepIntervalMs: number;
  /** Where the source code of what runs here is; `undefined`: a page of ours says whom to ask. */
  readonly sourceUrl: string | undefined;
  readonly organiserKey: string | undefined;
  /** What secrets of people are encrypted with before they are stored. */
  readonly secretsKey: string;
  /** Where uploads are kept. */
  readonly storage:
    | { readonly kind: 'disk'; readonly folder: string }
    | {
        readonly kind: 's3';
        /** Without a slash at its end. */
        readonly endpoint: string;
        readonly region: string;
        readonly bucket: string;
        readonly accessKeyId: string;
        readonly secretAccessKey: string;
      };
  /** Who receives the money, as receipts name it. */
  readonly organisation: {
    readonly name: string;
    readonly number: string | undefined;
    readonly address: string | undefined;
  };
  readonly mail: { readonly smtpUrl: string | undefined; readonly from: string };
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
}

export const CONFIG = Symbol('Config');

const LOCAL_SECRET = 'whsec_local';
const LOCAL_KEY = 'sk_sandbox_local';
/** Everybody knows it; refused beside a real key of Stripe. */
const LOCAL_SECRETS_KEY = 'local-secrets-key-that-everybody-knows';
/** Commands neither encrypt nor decrypt. */
const COMMANDS_SECRETS_KEY = 'commands-have-no-secrets-to-encrypt';
const LOCAL_STRIPE = 'http://127.0.0.1:12111';

/** An object store is named by all of these, or by none. */
const S3_NAMES = ['S3_ENDPOINT', 'S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const;

const urlOf = (protocols: RegExp, example: string) =>
  z.url({ protocol: protocols, error: `must be a URL such as ${example}` });
const wholeNumber = (least: number, most: number) =>
  z.coerce
    .number({ error: `must be a whole number from ${String(least)} to ${String(most)}` })
    .int()
    .min(least)
    .max(most);

const Environment = z.object({
  APP_ROLE: z.enum(['all', 'web', 'worker']).default('all'),
  HOST: z.string().default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).default(3000),
  PUBLIC_URL: urlOf(/^https?$/, 'https://walk.example.org').optional(),
  TRUSTED_PROXIES: z.string().default('loopback'),
  RATE_LIMITS: z.enum(['on', 'off']).default('on'),
  DATABASE_URL: urlOf(/^postgres(ql)?$/, 'postgres://user:password@localhost:5432/walk'),
  DATABASE_READ_URL: urlOf(/^postgres(ql)?$/, 'postgres://user:password@replica:5432/walk').optional(),
  DATABASE_POOL_SIZE: wholeNumber(2, 200).default(10),
  REDIS_URL: urlOf(/^rediss?$/, 'redis://localhost:6379'),
  STRIPE_SECRET_KEY: z
    .string()
    .regex(/^(sk|rk)_(test|live)_/, { error: 'must start with sk_test_, sk_live_, rk_test_ or rk_live_' })
    .optional(),
  STRIPE_WEBHOOK_SECRETS: z.string().optional(),
  STRIPE_API_BASE: urlOf(/^https?$/, LOCAL_STRIPE).optional(),
  CATCH_UP_INTERVAL_MS: wholeNumber(1_000, 3_600_000).default(180_000),
  CATCH_UP_AFTER_MS: wholeNumber(0, 3_600_000).default(60_000),
  SWEEP_INTERVAL_MS: wholeNumber(100, 600_000).default(5_000),
  SOURCE_URL: urlOf(/^https?$/, 'https://git.example.org/walk').optional(),
  ORGANISER_KEY: z.string().min(16, { error: 'must have at least 16 characters' }).optional(),
  SECRETS_KEY: z.string().min(32, { error: 'must have at least 32 characters' }).optional(),
  STORAGE_DIR: z.string().default('.data/uploads'),
  S3_ENDPOINT: urlOf(/^https?$/, 'https://s3.eu-west-1.example.org').optional(),
  S3_REGION: z.string().default('us-east-1'),
  S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, { error: 'must be the name of a bucket, such as walk-uploads' })
    .optional(),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  ORGANISATION_NAME: z.string().default('Vluchtelingenwerk Vlaanderen vzw'),
  ORGANISATION_NUMBER: z.string().optional(),
  ORGANISATION_ADDRESS: z.string().optional(),
  SMTP_URL: urlOf(/^smtps?$/, 'smtps://user:password@mail.example.org').optional(),
  MAIL_FROM: z.string().default('Refugee Walk <walk@localhost>'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

/** An address, a network such as 10.0.0.0/8, or a name that Fastify knows. A network of everybody is none. */
function isNetwork(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  const [address = '', bits, more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more !== undefined) return false;
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 8 && Number(bits) <= (version === 4 ? 32 : 128))
  );
}

/** The environment lacks or contradicts something; `faults` names every fault, a line each. */
export class ConfigInvalidError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(
      `The configuration has ${String(faults.length)} fault(s):\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    );
    this.name = 'ConfigInvalidError';
  }
}

/**
 * Reads all settings from the environment; empty variables count as not set.
 * @throws {ConfigInvalidError} naming every fault at once, so that nobody starts ten times to find ten faults.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = Environment.safeParse(given);
  const faults = parsed.success
    ? []
    : parsed.error.issues.map((issue) => {
        const name = issue.path.join('.');
        return name in given ? `${name} ${issue.message}` : `${name} is missing: ${issue.message}`;
      });

  const key = given['STRIPE_SECRET_KEY'];
  const secrets = (given['STRIPE_WEBHOOK_SECRETS'] ?? (key === undefined ? LOCAL_SECRET : ''))
    .split(',')
    .map((secret) => secret.trim())
    .filter((secret) => secret !== '');
  if (secrets.length === 0) faults.push('STRIPE_WEBHOOK_SECRETS is missing: at least one whsec_… of your endpoint');
  for (const secret of secrets) {
    if (!secret.startsWith('whsec_'))
      faults.push('STRIPE_WEBHOOK_SECRETS must be a list of whsec_…, separated by commas');
    if (secret === LOCAL_SECRET && key !== undefined) {
      faults.push(`STRIPE_WEBHOOK_SECRETS must not hold ${LOCAL_SECRET}, which everybody knows, beside a real key`);
    }
  }
  const mode: PaymentsMode = key === undefined ? 'sandbox' : key.includes('_live_') ? 'live' : 'test';
  if (mode === 'live' && given['STRIPE_API_BASE'] !== undefined) {
    faults.push('STRIPE_API_BASE must not be set beside a live key: the key would go to another server');
  }
  const secretsKey = given['SECRETS_KEY'] ?? LOCAL_SECRETS_KEY;
  if (key !== undefined && secretsKey === LOCAL_SECRETS_KEY) {
    faults.push(
      'SECRETS_KEY is missing: a random text of 32 characters or more, such as openssl rand -base64 32 gives',
    );
  }
  if (given['RATE_LIMITS'] === 'off' && key !== undefined)
    faults.push('RATE_LIMITS must not be off beside a key of Stripe: it is for rehearsals with the stand-in');
  const trustedProxies = (given['TRUSTED_PROXIES'] ?? 'loopback')
    .split(',')
    .map((proxy) => proxy.trim())
    .filter((proxy) => proxy !== '' && proxy !== 'none');
  for (const proxy of trustedProxies) {
    if (!isNetwork(proxy))
      faults.push(`TRUSTED_PROXIES holds ${proxy}, which is no address, network or name of networks`);
  }
  const missing = S3_NAMES.filter((name) => given[name] === undefined);
  if (missing.length > 0 && missing.length < S3_NAMES.length) {
    for (const name of missing) faults.push(`${name} is missing: the other settings of the object store are there`);
  }
  if (!parsed.success || faults.length > 0) throw new ConfigInvalidError(faults);

  const values = parsed.data;
  return {
    role: values.APP_ROLE,
    host: values.HOST,
    port: values.PORT,
    publicUrl: (values.PUBLIC_URL ?? `http://localhost:${String(values.PORT)}`).replace(/\/+$/, ''),
    trustedProxies,
    rateLimits: values.RATE_LIMITS === 'on',
    databaseUrl: values.DATABASE_URL,
    databaseReadUrl: values.DATABASE_READ_URL ?? null,
    databasePoolSize: values.DATABASE_POOL_SIZE,
    redisUrl: values.REDIS_URL,
    stripe: {
      mode,
      secretKey: key ?? LOCAL_KEY,
      webhookSecrets: secrets,
      apiBase: values.STRIPE_API_BASE ?? (key === undefined ? LOCAL_STRIPE : undefined),
      catchUpIntervalMs: values.CATCH_UP_INTERVAL_MS,
      catchUpAfterMs: values.CATCH_UP_AFTER_MS,
    },
    sweepIntervalMs: values.SWEEP_INTERVAL_MS,
    sourceUrl: values.SOURCE_URL,
    organiserKey: values.ORGANISER_KEY,
    secretsKey,
    storage:
      values.S3_ENDPOINT === undefined
        ? { kind: 'disk', folder: values.STORAGE_DIR }
        : {
            kind: 's3',
            endpoint: values.S3_ENDPOINT.replace(/\/+$/, ''),
            region: values.S3_REGION,
            bucket: values.S3_BUCKET ?? '',
            accessKeyId: values.S3_ACCESS_KEY_ID ?? '',
            secretAccessKey: values.S3_SECRET_ACCESS_KEY ?? '',
          },
    organisation: {
      name: values.ORGANISATION_NAME,
      number: values.ORGANISATION_NUMBER,
      address: values.ORGANISATION_ADDRESS,
    },
    mail: { smtpUrl: values.SMTP_URL, from: values.MAIL_FROM },
    logLevel: values.LOG_LEVEL,
  };
}

/** The settings of this process. The one place that looks at `process.env`. @throws {ConfigInvalidError} */
export function readProcessConfig(): Config {
  return readConfig(process.env);
}

/** The settings of a command that runs once: quiet, and without Redis where nobody names one. @throws {ConfigInvalidError} */
export function readCommandConfig(): Config {
  return readConfig({
    REDIS_URL: 'redis://127.0.0.1:6379',
    LOG_LEVEL: 'error',
    SECRETS_KEY: COMMANDS_SECRETS_KEY,
    ...process.env,
  });
}

/** Where the database is, for commands that need nothing else. @throws {ConfigInvalidError} when nobody says. */
export function readDatabaseUrl(): string {
  const url = process.env['DATABASE_URL'];
  if (url === undefined || url === '') {
    throw new ConfigInvalidError(['DATABASE_URL is missing: postgres://user:password@localhost:5432/walk']);
  }
  return url;
}

/** The roles of web and worker in Postgres, as `migrate` gives them their rights; made where a password is given. */
export function readDatabaseRoles(): {
  readonly kind: 'web' | 'worker';
  readonly name: string;
  readonly password: string | null;
}[] {
  return (['web', 'worker'] as const).map((kind) => {
    const variable = `DATABASE_${kind.toUpperCase()}`;
    return {
      kind,
      name: variableOf(`${variable}_ROLE`) ?? `refugee_walk_${kind}`,
      password: variableOf(`${variable}_PASSWORD`) ?? null,
    };
  });
}

/** A variable of the environment; an empty one counts as not set. */
function variableOf(name: string): string | undefined {
  const value = process.env[name];
  return value === '' ? undefined : value;
}
