import { describe, expect, it } from '@jest/globals';
import { ConfigInvalidError, readConfig } from './config.js';

const least = { DATABASE_URL: 'postgres://walk@localhost/walk', REDIS_URL: 'redis://localhost:6379' };

function faultsOf(environment: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigInvalidError) return error.faults;
    throw error;
  }
}

describe('the configuration', () => {
  it('needs Postgres and Redis alone, and then pays into the sandbox', () => {
    expect(readConfig(least)).toMatchObject({
      role: 'all',
      stripe: { mode: 'sandbox', webhookSecrets: ['whsec_local'] },
    });
  });

  it('names every fault at once', () => {
    const faults = faultsOf({ PORT: 'eighty', APP_ROLE: 'king', REDIS_URL: 'http://redis' });
    expect(new Set(faults.map((fault) => fault.split(' ')[0]))).toEqual(
      new Set(['APP_ROLE', 'PORT', 'DATABASE_URL', 'REDIS_URL']),
    );
  });

  it('counts people wherever money is taken, and believes no network of strangers', () => {
    expect(readConfig(least)).toMatchObject({ rateLimits: true, trustedProxies: ['loopback'] });
    expect(
      readConfig({ ...least, RATE_LIMITS: 'off', TRUSTED_PROXIES: '10.1.0.0/16, 2001:db8::/32, none' }),
    ).toMatchObject({
      rateLimits: false,
      trustedProxies: ['10.1.0.0/16', '2001:db8::/32'],
    });
    const keys = { STRIPE_WEBHOOK_SECRETS: 'whsec_a', SECRETS_KEY: 'a-key-of-this-test-that-is-long-enough' };
    for (const key of ['sk_test_abc', 'rk_live_abc']) {
      expect(faultsOf({ ...least, ...keys, STRIPE_SECRET_KEY: key, RATE_LIMITS: 'off' })).toHaveLength(1);
    }
    expect(faultsOf({ ...least, TRUSTED_PROXIES: '0.0.0.0/0, proxy.example, 10.0.0.0/33' })).toHaveLength(3);
  });

  it('takes real money only with a live key and secrets of its own endpoint', () => {
    const live = { ...least, STRIPE_SECRET_KEY: 'sk_live_abc', SECRETS_KEY: 'a-key-of-this-test-that-is-long-enough' };
    expect(readConfig({ ...live, STRIPE_WEBHOOK_SECRETS: 'whsec_a, whsec_b' }).stripe).toMatchObject({
      mode: 'live',
      webhookSecrets: ['whsec_a', 'whsec_b'],
      apiBase: undefined,
    });
    expect(faultsOf(live)).toHaveLength(1);
    expect(faultsOf({ ...live, STRIPE_WEBHOOK_SECRETS: 'whsec_local' })).toHaveLength(1);
  });

  it('encrypts with a key of its own beside a key of Stripe, and with one that everybody knows only without', () => {
    const test = { ...least, STRIPE_SECRET_KEY: 'sk_test_abc', STRIPE_WEBHOOK_SECRETS: 'whsec_a' };
    const [fault] = faultsOf(test);
    expect(fault).toContain('SECRETS_KEY');
    expect(faultsOf({ ...test, SECRETS_KEY: readConfig(least).secretsKey })).toEqual([fault]);
    expect(faultsOf({ ...test, SECRETS_KEY: 'too-short' })).not.toEqual([]);
    expect(faultsOf({ ...test, SECRETS_KEY: 'a-key-of-this-test-that-is-long-enough' })).toEqual([]);
  });

  it('never sends a live key to a server that is not Stripe', () => {
    expect(
      faultsOf({
        ...least,
        STRIPE_SECRET_KEY: 'sk_live_abc',
        STRIPE_WEBHOOK_SECRETS: 'whsec_a',
        SECRETS_KEY: 'a-key-of-this-test-that-is-long-enough',
        STRIPE_API_BASE: 'http://127.0.0.1:12111',
      }),
    ).toEqual([expect.stringContaining('STRIPE_API_BASE')]);
  });

  it('keeps uploads in a folder, or in a bucket that is named whole', () => {
    expect(readConfig(least).storage).toEqual({ kind: 'disk', folder: '.data/uploads' });
    const bucket = {
      ...least,
      S3_ENDPOINT: 'https://s3.example.org/',
      S3_BUCKET: 'walk-uploads',
      S3_ACCESS_KEY_ID: 'id',
      S3_SECRET_ACCESS_KEY: 'secret',
    };
    expect(readConfig(bucket).storage).toMatchObject({ kind: 's3', endpoint: 'https://s3.example.org' });
    expect(faultsOf({ ...bucket, S3_SECRET_ACCESS_KEY: '' })).toEqual([
      expect.stringContaining('S3_SECRET_ACCESS_KEY is missing'),
    ]);
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readConfig({ ...least, PORT: '', STRIPE_SECRET_KEY: '' })).toMatchObject({ port: 3_000 });
  });
});
