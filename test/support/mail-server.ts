import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

/** A mail as it came in. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: string;
  readonly raw: string;
}

/**
 * A mail server on a port of its own that keeps what it gets. `refuse` is what it answers to a recipient; with `hangUp`
 * it takes the next mail and cuts the line before saying so.
 */
export class MailServer {
  readonly received: ReceivedMail[] = [];
  refuse: (address: string) => Error | null = () => null;
  /** What it answers to whoever a mail comes from. */
  refuseSender: Error | null = null;
  hangUp = false;
  private readonly server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    closeTimeout: 100,
    onMailFrom: (_address, _session, done) => {
      done(this.refuseSender);
    },
    onRcptTo: ({ address }, _session, done) => {
      done(this.refuse(address));
    },
    onData: (stream, session, done) => {
      void text(stream).then((raw) => {
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false ? '' : mailFrom.address;
        this.received.push({ from, to: rcptTo.map(({ address }) => address).join(), raw });
        if (!this.hangUp) return done();
        this.hangUp = false;
        for (const connection of this.server.connections) {
          if ('_socket' in connection) (connection._socket as { destroy(): void }).destroy();
        }
      });
    },
  });

  /** Listens. @returns its smtp://… address */
  async open(): Promise<string> {
    this.server.on('error', () => undefined);
    this.server.listen(0, '127.0.0.1');
    await once(this.server.server, 'listening');
    return `smtp://127.0.0.1:${String((this.server.server.address() as AddressInfo).port)}`;
  }

  close(): Promise<void> {
    return new Promise((done) => this.server.close(done));
  }
}

/** A header's value, unfolded. */
export const headerOf = (mail: ReceivedMail | undefined, name: string): string | undefined =>
  new RegExp(`^${name}: (.*)$`, 'im').exec(mail?.raw.replaceAll(/\r\n[ \t]/g, ' ') ?? '')?.[1]?.trim();

/** The text behind quoted-printable, all parts of it. */
export function unquoted(raw: string): string {
  const bytes = raw
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
