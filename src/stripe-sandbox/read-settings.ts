import { z } from 'zod';
import { DEFAULT_SETTINGS, type SandboxSettings } from './settings.js';

const DAY_MS = 86_400_000;

const wholeNumber = (most: number) =>
  z.coerce
    .number({ error: `must be a whole number from 0 to ${String(most)}` })
    .int()
    .min(0)
    .max(most);
const httpUrl = z.url({ protocol: /^https?$/, error: 'must be a URL such as http://127.0.0.1:3000/webhooks/stripe' });

const Environment = z.object({
  HOST: z.string().default(DEFAULT_SETTINGS.host),
  PORT: wholeNumber(65_535).default(DEFAULT_SETTINGS.port),
  SANDBOX_PUBLIC_URL: httpUrl.optional(),
  WEBHOOK_URL: z
    .string()
    .default('')
    .transform((list) => list.split(',').filter((url) => url !== ''))
    .pipe(z.array(httpUrl)),
  WEBHOOK_SECRET: z.string().default(DEFAULT_SETTINGS.webhookSecret),
  DATA_DIR: z.string().optional(),
  SEPA_SETTLE_MS: wholeNumber(30 * DAY_MS).default(DEFAULT_SETTINGS.sepaSettleMs),
  REFUND_SETTLE_MS: wholeNumber(30 * DAY_MS).default(DEFAULT_SETTINGS.refundSettleMs),
  INVOICE_RETRY_MS: wholeNumber(30 * DAY_MS).default(DEFAULT_SETTINGS.invoiceRetryMs),
  SANDBOX_CONTROLS: z.enum(['on', 'off'], { error: 'must be on or off' }).optional(),
});

/** The environment contradicts what the stand-in needs; every fault has a line. */
export class SettingsInvalidError extends Error {
  constructor(faults: readonly string[]) {
    super(
      `The stand-in's settings have ${String(faults.length)} fault(s):\n${faults.map((it) => `  - ${it}`).join('\n')}`,
    );
    this.name = 'SettingsInvalidError';
  }
}

/**
 * Reads the settings from the environment; empty variables count as not set.
 * @throws {SettingsInvalidError} naming every fault at once
 */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>>,
): SandboxSettings & { readonly controls?: boolean } {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    throw new SettingsInvalidError(parsed.error.issues.map(({ path, message }) => `${String(path[0])} ${message}`));
  }
  const values = parsed.data;
  return {
    host: values.HOST,
    port: values.PORT,
    publicUrl: values.SANDBOX_PUBLIC_URL ?? null,
    webhookUrls: values.WEBHOOK_URL,
    webhookSecret: values.WEBHOOK_SECRET,
    dataDir: values.DATA_DIR ?? null,
    sepaSettleMs: values.SEPA_SETTLE_MS,
    refundSettleMs: values.REFUND_SETTLE_MS,
    invoiceRetryMs: values.INVOICE_RETRY_MS,
    ...(values.SANDBOX_CONTROLS === undefined ? {} : { controls: values.SANDBOX_CONTROLS === 'on' }),
  };
}
