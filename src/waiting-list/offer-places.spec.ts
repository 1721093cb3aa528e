import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { firstInLine } from './offer-places.js';

const LINE = fc.array(fc.record({ id: fc.uuid(), places: fc.integer({ min: 1, max: 8 }) }), { maxLength: 30 });

describe('the line for a place', () => {
  it('is served from its head, and never offers more than is free', () => {
    fc.assert(
      fc.property(LINE, fc.integer({ min: 0, max: 60 }), (line, free) => {
        const chosen = firstInLine(line, free);
        expect(chosen).toEqual(line.slice(0, chosen.length));
        expect(chosen.reduce((sum, { places }) => sum + places, 0)).toBeLessThanOrEqual(free);
      }),
    );
  });

  it('stops only at somebody who wants more than what is left', () => {
    fc.assert(
      fc.property(LINE, fc.integer({ min: 0, max: 60 }), (line, free) => {
        const chosen = firstInLine(line, free);
        const left = free - chosen.reduce((sum, { places }) => sum + places, 0);
        const next = line[chosen.length];
        expect(next === undefined || next.places > left).toBe(true);
      }),
    );
  });

  it('is served whole in the order of joining, however the places come free', () => {
    fc.assert(
      fc.property(LINE, fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 60 }), (line, freed) => {
        let waiting = [...line];
        let free = 0;
        const served: string[] = [];
        for (const places of [...freed, 300]) {
          free += places;
          const chosen = firstInLine(waiting, free);
          free -= chosen.reduce((sum, it) => sum + it.places, 0);
          served.push(...chosen.map(({ id }) => id));
          waiting = waiting.slice(chosen.length);
        }
        expect(served).toEqual(line.map(({ id }) => id));
      }),
    );
  });

  it('is served to its end where there is no limit', () => {
    fc.assert(fc.property(LINE, (line) => expect(firstInLine(line, null)).toEqual(line)));
  });
});
