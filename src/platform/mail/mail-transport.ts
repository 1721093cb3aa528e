/** A mail that is ready to go. Both forms say the same; `text` alone must be enough. */
export interface Mail {
  /** The same at every try of the same mail, with its angle brackets: by it, receivers know a repetition. */
  readonly messageId: string;
  readonly to: string;
  /** One line. */
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** BCP 47, for readers aloud and translators. */
  readonly language: string;
  /** Where one POST ends mails of this kind (RFC 8058); none for mails that somebody needs. */
  readonly unsubscribeUrl?: string;
}

/**
 * What became of one mail. `reason` is for logs: it names no address and quotes no server, whose words may name one.
 * `final`: this mail is refused for good, and trying again cannot help.
 */
export type MailOutcome =
  { readonly delivered: true } | { readonly delivered: false; readonly reason: string; readonly final: boolean };

/** The way out for mails. */
export abstract class MailTransport {
  /**
   * Hands mails over, each on its own: one that fails harms no other.
   * @returns what became of each, in the order given. It never throws, and ends within {@link SEND_DEADLINE_MS}.
   */
  abstract send(mails: readonly Mail[]): Promise<MailOutcome[]>;
}

/** Below the time a message of the outbox stays claimed, so that nobody takes a mail that is still being handed over. */
export const SEND_DEADLINE_MS = 40_000;
