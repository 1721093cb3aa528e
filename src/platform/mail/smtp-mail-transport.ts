import type { OnApplicationShutdown } from '@nestjs/common';
import { createTransport, type NodemailerError } from 'nodemailer';
import SMTPPool from 'nodemailer/lib/smtp-pool';
import { type Mail, type MailOutcome, MailTransport, SEND_DEADLINE_MS } from './mail-transport.js';

/** How a mail server is reached, and for how long it may keep us waiting; ms. */
export interface SmtpOptions {
  /** smtp://… or smtps://…, with user and password. */
  readonly url: string;
  readonly from: string;
  readonly deadlineMs?: number;
}

/** Sends by SMTP over a few connections that stay open between mails. */
export class SmtpMailTransport extends MailTransport implements OnApplicationShutdown {
  private readonly pool;
  private readonly from: string;
  private readonly deadlineMs: number;

  constructor({ url, from, deadlineMs = SEND_DEADLINE_MS }: SmtpOptions) {
    super();
    this.from = from;
    this.deadlineMs = deadlineMs;
    this.pool = createTransport(
      new SMTPPool({
        url,
        maxConnections: 5,
        maxMessages: 100,
        maxRequeues: 1,
        dnsTimeout: 5_000,
        connectionTimeout: 5_000,
        greetingTimeout: 5_000,
        socketTimeout: 15_000,
        disableFileAccess: true,
        disableUrlAccess: true,
      }),
    );
  }

  /** What the deadline cuts off may have arrived all the same; the next try carries the same Message-ID. */
  async send(mails: readonly Mail[]): Promise<MailOutcome[]> {
    const signal = AbortSignal.timeout(this.deadlineMs);
    return Promise.all(mails.map((mail) => this.sendOne(mail, signal)));
  }

  private async sendOne(mail: Mail, signal: AbortSignal): Promise<MailOutcome> {
    try {
      await this.pool.sendMail({
        from: this.from,
        to: mail.to,
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        messageId: mail.messageId,
        headers: {
          'Content-Language': mail.language,
          // RFC 3834: nobody's "out of office" is to answer this.
          'Auto-Submitted': 'auto-generated',
          ...unsubscribeHeaders(mail.unsubscribeUrl),
        },
        signal,
      });
      return { delivered: true };
    } catch (error) {
      const failure = error as NodemailerError;
      return { delivered: false, reason: reasonOf(failure), final: isRefusedForGood(failure) };
    }
  }

  onApplicationShutdown(): void {
    this.pool.close();
  }
}

/** RFC 2369 and RFC 8058: mail programs offer to end these mails, with one click and without opening a page. */
function unsubscribeHeaders(url: string | undefined): Readonly<Record<string, string>> {
  if (url === undefined) return {};
  return { 'List-Unsubscribe': `<${url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
}

/** Codes only: the text of an SMTP reply often quotes the address it refuses. */
function reasonOf({ code, command, responseCode, timeoutType }: NodemailerError): string {
  return [code ?? 'unknown', timeoutType, command, responseCode].filter((part) => part !== undefined).join(' ');
}

/**
 * Whether the server refuses this mail for good: 5xx (RFC 5321, 4.2.1) about its recipient or its content. A 5xx to who we
 * are or where the mail comes from is about our settings, and holds for no mail once they are put right.
 */
function isRefusedForGood({ command, responseCode }: NodemailerError): boolean {
  const permanent = responseCode !== undefined && responseCode >= 500 && responseCode < 600;
  return permanent && (command === 'RCPT TO' || command === 'DATA');
}
