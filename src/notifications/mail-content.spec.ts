import { describe, expect, it } from '@jest/globals';
import { shownText, subjectLine } from './mail-content.js';

describe('Typed text in a mail', () => {
  it.each([
    ['Sarah Peeters', 'Sarah Peeters'],
    ['  two\r\nlines\u0000 ', 'two lines'],
    ['St. Jan & O’Neil', 'St. Jan & O’Neil'],
    ['a\u202Eb\u2066c', 'a b c'],
    ['evil.example', 'evil.\u200Bexample'],
    ['me@evil.example', 'me@\u200Bevil.\u200Bexample'],
    ['https://x', 'https:\u200B/\u200B/\u200Bx'],
    ['أمينة', '\u2068أمينة\u2069'],
    ['', ''],
  ])('turns %j into %j', (typed, shown) => {
    expect(shownText(typed)).toBe(shown);
  });
});

describe('A subject', () => {
  it('is one line without marks that only a page needs', () => {
    expect(subjectLine(`Gift\r\nBcc: x to ${shownText('a.b')}`)).toBe('Gift Bcc: x to a.b');
  });

  it('keeps a name written from right to left apart from its sentence', () => {
    expect(subjectLine(`Je gift is aangekomen bij ${shownText('أمينة')}`)).toBe(
      'Je gift is aangekomen bij \u2068أمينة\u2069',
    );
  });

  it('is cut between letters when it is long', () => {
    const subject = subjectLine('👩‍👩‍👧'.repeat(200));
    expect(subject).toBe(`${'👩‍👩‍👧'.repeat(119)}…`);
  });
});
