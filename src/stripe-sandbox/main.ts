import { startStripeSandbox } from './start-stripe-sandbox.js';
import { DEFAULT_SETTINGS } from './settings.js';

/** Reads the environment, starts the stand-in, and ends it on SIGTERM and SIGINT. */
async function start(): Promise<void> {
  const variable = (name: string): string | undefined => {
    const value = process.env[name];
    return value === undefined || value === '' ? undefined : value;
  };
  const number = (name: string, otherwise: number): number => Number(variable(name) ?? otherwise);
  const sandbox = await startStripeSandbox({
    host: variable('HOST') ?? DEFAULT_SETTINGS.host,
    port: number('PORT', DEFAULT_SETTINGS.port),
    publicUrl: variable('SANDBOX_PUBLIC_URL') ?? null,
    webhookUrls: (variable('WEBHOOK_URL') ?? '').split(',').filter((url) => url !== ''),
    webhookSecret: variable('WEBHOOK_SECRET') ?? DEFAULT_SETTINGS.webhookSecret,
    dataDir: variable('DATA_DIR') ?? null,
    sepaSettleMs: number('SEPA_SETTLE_MS', DEFAULT_SETTINGS.sepaSettleMs),
    refundSettleMs: number('REFUND_SETTLE_MS', DEFAULT_SETTINGS.refundSettleMs),
    ...(variable('SANDBOX_CONTROLS') === 'on' ? { controls: true } : {}),
  });
  console.log(JSON.stringify({ ready: true, url: sandbox.url }));
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    sandbox.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}

await start();
