import type { z } from 'zod';
import type { Language } from '../domain/language.js';
import type { Queryable } from '../platform/database/database.js';
import type { Mail } from '../platform/mail/mail-transport.js';
import { type MailContent, subjectLine } from './mail-content.js';
import { mailPage } from './mail-page.js';
import { mailText } from './mail-text.js';

/** A mail ready but for its Message-ID; or none: what it is about is gone, or its news is no longer true. */
export type ComposedMail =
  | { readonly kind: 'mail'; readonly mail: Omit<Mail, 'messageId'> }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'outdated' };

/** A mail that could not be written; it harms no other of its batch. */
export interface FailedMail {
  readonly kind: 'failed';
  readonly reason: string;
}

/** What a mail says, and to whom. */
export interface WrittenMail {
  readonly email: string;
  readonly language: Language;
  readonly content: MailContent;
  /** Where whoever does not want mails of this kind ends them with one click; for mails that nobody needs to get. */
  readonly unsubscribeUrl?: string;
}

/** One kind of mail, as whoever sends mails needs it. */
export interface MailKind {
  /** What the outbox calls it: `payload.mail`. */
  readonly name: string;
  /** Writes the mails of these payloads from how things stand now; one outcome for each, in their order. */
  prepare(
    database: Queryable,
    publicUrl: string,
    payloads: readonly unknown[],
  ): Promise<readonly (ComposedMail | FailedMail)[]>;
}

/** What defines a kind of mail. */
export interface MailDefinition<Payload, Facts> {
  readonly name: string;
  /** What the outbox keeps of it: whom it is about, never an address or a name. */
  readonly payload: z.ZodType<Payload>;
  /** The id of what it is about. */
  readonly about: (payload: Payload) => string;
  /** Reads what is known of these, all at once; what is gone is not in the answer. */
  readonly read: (
    database: Queryable,
    publicUrl: string,
    ids: readonly string[],
  ) => Promise<ReadonlyMap<string, Facts>>;
  /**
   * Says it. A mail that waited may have been overtaken: `null` when its news is no longer true, since nobody is told
   * that a gift is on its way when it has arrived.
   */
  readonly write: (facts: Facts, payload: Payload) => WrittenMail | null;
}

/** A kind of mail with its types, so that a test can write one from facts of its own. */
export interface DefinedMail<Payload, Facts> extends MailKind {
  compose(payload: Payload, facts: Facts | undefined): ComposedMail;
}

/** Makes a kind of mail of its definition. */
export function defineMail<Payload, Facts>(definition: MailDefinition<Payload, Facts>): DefinedMail<Payload, Facts> {
  const compose = (payload: Payload, facts: Facts | undefined): ComposedMail => {
    if (facts === undefined) return { kind: 'unknown' };
    const written = definition.write(facts, payload);
    return written === null ? { kind: 'outdated' } : { kind: 'mail', mail: mailOf(written) };
  };
  return {
    name: definition.name,
    compose,
    async prepare(database, publicUrl, payloads) {
      const parsed = payloads.map((payload) => definition.payload.safeParse(payload));
      const ids = parsed.flatMap((it) => (it.success ? [definition.about(it.data)] : []));
      const facts = await definition.read(database, publicUrl, [...new Set(ids)]);
      return parsed.map((it) => {
        if (!it.success) return { kind: 'failed', reason: 'no mail of this kind' };
        try {
          return compose(it.data, facts.get(definition.about(it.data)));
        } catch (error) {
          return { kind: 'failed', reason: error instanceof Error ? error.name : 'unknown' };
        }
      });
    },
  };
}

function mailOf({ email, language, content, unsubscribeUrl }: WrittenMail): Omit<Mail, 'messageId'> {
  const subject = subjectLine(content.subject);
  return {
    to: email,
    subject,
    html: mailPage(content, subject, language),
    text: mailText(content),
    language,
    ...(unsubscribeUrl === undefined ? {} : { unsubscribeUrl }),
  };
}
