import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { secretsIn } from './secrets-in-log.js';

const kindsIn = (line: string): string[] => secretsIn(line).map(({ kind }) => kind);

describe('secretsIn', () => {
  it.each([
    ['{"msg":"No mail to lotte.janssens+walk@mail.example.org"}', 'mail address'],
    ['{"url":"/nl/2023/thanks/aB3dE6gH9jK2mN5pQ8sT1vW4"}', 'token'],
    ['{"key":"sk_test_51Habcdefgh"}', 'key or secret'],
    ['secret whsec_local', 'key or secret'],
    ['pi_3abc_secret_Def456Ghi', 'key or secret'],
    ['{"authorization":"Basic d2FsazpzZWNyZXQ"}', 'cookie or authorization'],
    ['Cookie: __Host-session=abcdef', 'cookie or authorization'],
    ['card 4242424242424242 was declined', 'card number'],
  ])('finds what must not be in %s', (line, kind) => {
    expect(kindsIn(line)).toContain(kind);
  });

  it.each([
    '{"level":30,"time":"2023-10-08T12:00:00.000Z","requestId":"0192f0c4a1b2c3d4","route":"/:language/:edition/thanks/:token"}',
    '{"donation":"0192f0c4-7b1c-7d3e-8f00-1a2b3c4d5e6f","event":"evt_1NG8Du2eZvKYlo2CUI79vXWy"}',
    '{"donor":{"email":"[cut]","name":"[cut]"},"authorization":"[cut]"}',
    '{"at":1700000000000,"sumMinor":4242424242424241}',
    'at RecordStripeEvents.insert (file:///srv/walk/dist/payments/record-stripe-events.js:41:12)',
  ])('lets pass what every line may say: %s', (line) => {
    expect(secretsIn(line)).toEqual([]);
  });

  it('finds tokens as they are drawn, wherever they stand, and shows too little of them to use', () => {
    fc.assert(
      fc.property(fc.constant(null), fc.constantFrom('/', '"', ' ', '='), (_, before) => {
        // One in some ten thousand lacks a kind of character; it is drawn again.
        let token = '';
        while (!/[A-Z]/.test(token) || !/[a-z]/.test(token) || !/\d/.test(token))
          token = randomBytes(18).toString('base64url');
        const found = secretsIn(`{"said":"x${before}${token}"}`);
        expect(found.map(({ kind }) => kind)).toContain('token');
        expect(JSON.stringify(found)).not.toContain(token);
      }),
    );
  });
});
