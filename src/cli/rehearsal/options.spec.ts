import { describe, expect, it } from '@jest/globals';
import { UsageError } from '../read-arguments.js';
import { readOptions } from './options.js';

describe('the options of a rehearsal', () => {
  it('plays the whole edition as fast as possible on this machine when nothing is asked', () => {
    expect(readOptions([])).toEqual({
      seed: 2023,
      scale: 1,
      speed: 'max',
      concurrency: 24,
      target: null,
      keep: false,
    });
  });

  it('takes real time, no waiting, or a factor', () => {
    expect(readOptions(['--speed', 'real'])?.speed).toBe(1);
    expect(readOptions(['--speed', 'max'])?.speed).toBe('max');
    expect(readOptions(['--speed', '3600'])?.speed).toBe(3_600);
  });

  it('keeps only the origin of an install to play against', () => {
    const options = readOptions([
      '--target',
      'https://staging.example.org/nl/2023',
      '--sandbox',
      'http://127.0.0.1:12111/',
    ]);
    expect(options?.target).toEqual({
      url: 'https://staging.example.org',
      sandboxUrl: 'http://127.0.0.1:12111',
      databaseUrl: null,
      organiserKey: null,
    });
  });

  it.each([
    [['--scale', '0']],
    [['--scale', 'much']],
    [['--seed', '1.5']],
    [['--speed', '-1']],
    [['--speed', '']],
    [['--concurrency', '0']],
    [['--target', 'https://staging.example.org']],
    [['--target', 'staging', '--sandbox', 'http://127.0.0.1:1']],
    [['--sandbox', 'http://127.0.0.1:1']],
    [['--database', 'postgres://x']],
    [['--organiser-key', 'k'.repeat(16)]],
    [['--faster']],
  ])('refuses %j in a sentence', (args) => {
    expect(() => readOptions(args)).toThrow(UsageError);
  });

  it('returns nothing to do when help is asked for', () => {
    expect(readOptions(['--help'])).toBeNull();
  });
});
