import { describe, expect, it } from '@jest/globals';
import { tellsMore } from './address-of-minor.js';

describe('The address of the page of who is shown by first name', () => {
  it.each([
    ['amina-d-hondt', ['Amina', 'D’Hondt'], ['Amina']],
    ['amina-d-hondt-x7k2p', ['Amina', 'D’Hondt'], ['Amina']],
    ['amina-yusuf', ['Amina Yusuf', 'Yusuf'], ['Amina']],
    ['zoe-mueller', ['Zoë', 'Müller'], ['Zoë']],
    [
      'amina-wolfeschlegelsteinhausenbergerdorff-wolfeschlegelstein',
      ['Amina', 'Wolfeschlegelsteinhausenbergerdorff'],
      ['A'],
    ],
  ])('tells more in %s', (slug, names, shown) => {
    expect(tellsMore(slug, names, shown)).toBe(true);
  });

  it.each([
    ['amina', ['Amina', 'Yusuf'], ['Amina']],
    ['amina-x7k2p', ['Amina', 'Yusuf'], ['Amina']],
    ['anna', ['Anna', 'Anna'], ['Anna']],
    ['walker-x7k2p', ['شيماء', 'يوسف'], ['شيماء']],
    // A title of their own choice shows it anyway.
    ['amina-yusuf', ['Amina', 'Yusuf'], ['Amina Yusuf loopt', 'Amina']],
  ])('tells no more in %s', (slug, names, shown) => {
    expect(tellsMore(slug, names, shown)).toBe(false);
  });
});
