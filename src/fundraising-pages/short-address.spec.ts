import { describe, expect, it } from '@jest/globals';
import { faultOfShortAddress, shortAddressOf } from './short-address.js';

describe('an own short address', () => {
  it.each([
    ['Nele', 'nele'],
    [' /w/nele-stapt ', 'nele-stapt'],
    ['https://walk.example/w/Nele', 'nele'],
  ])('%j is kept as %j', (typed, kept) => {
    expect(shortAddressOf(typed)).toBe(kept);
  });

  it.each(['nele', 'nele-stapt', 'team-4-ever', '2023'])('can be %j', (address) => {
    expect(faultOfShortAddress(address)).toBeNull();
  });

  it.each(['ne', '-nele', 'nele-', 'ne--le', 'nèle', 'ne le', 'a/b', '..', 'x'.repeat(41)])(
    'cannot be %j',
    (address) => {
      expect(faultOfShortAddress(address)).toBe('ADDRESS_INVALID');
    },
  );

  it.each(['admin', 'stripe', 'refugee-walk'])('is not %j, which we keep for ourselves', (address) => {
    expect(faultOfShortAddress(address)).toBe('ADDRESS_RESERVED');
  });
});
