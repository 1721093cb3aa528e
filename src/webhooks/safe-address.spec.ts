import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { endpointUrl, isAllowed, safeLookup } from './safe-address.js';

describe('The address of an endpoint', () => {
  it.each([
    'http://example.org/hook',
    'ftp://example.org/',
    'https://user:secret@example.org/',
    'https://127.0.0.1/',
    'https://0x7f000001/',
    'https://2130706433/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://[64:ff9b::a00:1]/',
    'https://10.0.0.1/',
    'https://172.16.3.4/',
    'https://192.168.1.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://100.64.0.1/',
    'https://0.0.0.0/',
    'https://[fd00::1]/',
    'https://[fe80::1]/',
    'https://localhost/',
    'https://app.localhost/',
    'not an address',
  ])('is refused: %s', (typed) => {
    expect(endpointUrl(typed, false)).toBeNull();
  });

  it.each(['https://example.org/hook?x=1', 'https://8.8.8.8/hook', 'https://[2606:4700::1111]/'])(
    'is taken: %s',
    (typed) => {
      expect(endpointUrl(typed, false)?.protocol).toBe('https:');
    },
  );

  it('is never in a private network, whatever its last bytes are', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(
        fc.constantFrom('10.0', '127.0', '192.168', '169.254', '172.20'),
        byte,
        byte,
        (start, third, last) => {
          const address = `${start}.${String(third)}.${String(last)}`;
          return !isAllowed(address, false) && !isAllowed(`::ffff:${address}`, false);
        },
      ),
    );
  });

  it('is judged by what its name means when the call is made', async () => {
    const ask = (local: boolean): Promise<unknown> =>
      new Promise((resolve) => {
        safeLookup(local)('localhost', { all: true }, (error, addresses) => {
          resolve(error ?? addresses);
        });
      });
    expect(await ask(false)).toMatchObject({ name: 'AddressRefusedError' });
    expect(await ask(true)).toEqual(expect.arrayContaining([expect.objectContaining({ address: expect.any(String) })]));
  });
});
