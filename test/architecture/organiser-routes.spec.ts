import { describe, expect, it } from '@jest/globals';
import { ORGANISER_ROUTES, organiserRoutes } from '../factories/organiser-routes.js';

describe('The routes of the organisers', () => {
  it('each have a line that says who may use them, and no line is without a route', () => {
    expect(organiserRoutes()).toEqual(Object.keys(ORGANISER_ROUTES).sort());
  });
});
