import fc from 'fast-check';

/** Names that stand for something else in JavaScript, SQL, templates, file systems or logs. */
const PROTOTYPES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'then'];
const TEXTS = [
  '',
  ' ',
  '0',
  '-1',
  '1e309',
  'NaN',
  'Infinity',
  '9007199254740993',
  '-0',
  '00',
  '0x10',
  '1,5',
  '1.005',
  '٣',
  'null',
  'undefined',
  'true',
  '[]',
  '{}',
  '2023-02-30',
  '0000-00-00',
  '9999-12-31',
  '+275760-09-13',
  '24:61',
  '<script>',
  "'; DROP TABLE donation; --",
  '" onload="x',
  '{{7*7}}',
  '${7*7}',
  '%s%n',
  '=1+1',
  '../../etc/passwd',
  '..\\..\\x',
  '\u0000',
  'a\u0000b',
  '\u0007\u001b[31m',
  '\r\nset-cookie: a=b',
  '\ud800',
  '\udfff',
  '\ufeff',
  '\u202e',
  '\u2028',
  '👩‍👩‍👧‍👦',
  'İstanbul',
  'ß',
  'a\u0301'.repeat(50),
  'x'.repeat(201),
  'y'.repeat(5_000),
  '💶'.repeat(3_000),
  '%',
  '%00',
  '%ff',
  '%zz',
  'a@b',
  'a@' + 'b'.repeat(300) + '.be',
  '"quoted name"@example.org',
  'http://169.254.169.254/',
  'javascript:alert(1)',
  'file:///etc/passwd',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
] as const;

/** Text that nobody types, in every length that a field might meet. */
export const nastyText: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: fc.constantFrom(...TEXTS, ...PROTOTYPES), weight: 5 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 60 }), weight: 2 },
  { arbitrary: fc.string({ unit: 'grapheme', maxLength: 60 }), weight: 2 },
  { arbitrary: fc.integer().map(String), weight: 1 },
  { arbitrary: fc.double().map(String), weight: 1 },
  { arbitrary: fc.date({ noInvalidDate: true }).map((at) => at.toISOString()), weight: 1 },
);

/** Names of fields that nobody asked for. */
export const nastyName: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...PROTOTYPES, 'a[b][c]', '__proto__[polluted]', 'constructor[prototype][x]', '', '[]', 'a.b', 'a[]'),
  fc.string({ maxLength: 20 }),
);

/** Any JSON, small or deep. */
export const nastyJson: fc.Arbitrary<unknown> = fc.oneof(
  { arbitrary: fc.jsonValue({ maxDepth: 4 }), weight: 4 },
  { arbitrary: nastyText, weight: 3 },
  { arbitrary: fc.constantFrom(null, true, false, 0, -1, 1.5, 1e308, Number.MAX_SAFE_INTEGER, [], {}), weight: 3 },
);

/** JSON as text that is none, is deeper than anything of ours, or changes what objects are. */
export const nastyJsonText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    '{',
    '[',
    'nul',
    '"',
    '{"a":}',
    '{"__proto__":{"a":1}}',
    '{"constructor":{"prototype":{"a":1}}}',
    '\ufeff{}',
    '{"a":1,"a":2}',
    '1e400',
    '"\\ud800"',
    '[[[['.repeat(5_000),
    '{"a":'.repeat(2_000) + '1' + '}'.repeat(2_000),
    `[${'0,'.repeat(20_000)}0]`,
  ),
  fc.string({ unit: 'binary', maxLength: 100 }),
);
