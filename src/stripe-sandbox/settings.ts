/** How the stand-in runs. Times in ms. */
export interface SandboxSettings {
  readonly host: string;
  readonly port: number;
  /** Where people's browsers reach it; `null`: where it listens. */
  readonly publicUrl: string | null;
  readonly webhookUrls: readonly string[];
  readonly webhookSecret: string;
  /** Where the journal lives; `null`: everything is forgotten at the end. */
  readonly dataDir: string | null;
  /** A SEPA debit settles by itself after so long. */
  readonly sepaSettleMs: number;
  /** A pending refund succeeds by itself after so long. */
  readonly refundSettleMs: number;
  /** An invoice that could not be collected is tried again after so long, then twice and three times as long. */
  readonly invoiceRetryMs: number;
}

export const DEFAULT_SETTINGS: SandboxSettings = {
  host: '127.0.0.1',
  port: 12_111,
  publicUrl: null,
  webhookUrls: [],
  webhookSecret: 'whsec_local',
  dataDir: null,
  sepaSettleMs: 20_000,
  refundSettleMs: 2_000,
  invoiceRetryMs: 60_000,
};

/** The version of Stripe's API that the stand-in speaks, and writes into its events. */
export const API_VERSION = '2026-10-28.endive';
