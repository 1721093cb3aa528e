import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { isTransient } from './postgres-errors.js';

const errorOf = (message: string, code?: string): Error => Object.assign(new Error(message), code ? { code } : {});

describe('trying again', () => {
  it.each([
    ['a deadlock', errorOf('deadlock detected', '40P01')],
    ['a server that shuts down', errorOf('terminating connection', '57P01')],
    ['a socket that is refused', errorOf('connect', 'ECONNREFUSED')],
    ['a pool that is busy for too long', errorOf('timeout exceeded when trying to connect')],
    ['an error of another realm', runInNewContext(`new Error('Connection terminated unexpectedly')`)],
  ])('helps after %s', (_what, error) => {
    expect(isTransient(error)).toBe(true);
  });

  it.each([
    ['a faulty row', errorOf('violates check constraint', '23514')],
    ['a fault of ours', errorOf('Cannot read properties of undefined')],
    ['a thrown text', 'ECONNREFUSED'],
    ['nothing', null],
  ])('does not help after %s', (_what, error) => {
    expect(isTransient(error)).toBe(false);
  });
});
