import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import type { Mail } from '../../src/platform/mail/mail-transport.js';
import { SmtpMailTransport } from '../../src/platform/mail/smtp-mail-transport.js';

/** A mail server that takes everything. @returns what it was handed, mail by mail */
function takeEverything(received: string[]): Server {
  return createServer((socket) => {
    let heard = '';
    let inMail = false;
    socket.on('error', () => undefined);
    socket.write('220 walk.example.org\r\n');
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      heard += chunk;
      for (;;) {
        const end = inMail ? heard.indexOf('\r\n.\r\n') : heard.indexOf('\r\n');
        if (end < 0) return;
        const said = heard.slice(0, end);
        heard = heard.slice(end + (inMail ? 5 : 2));
        if (inMail) received.push(said);
        inMail = !inMail && said === 'DATA';
        socket.write(inMail ? '354 go on\r\n' : '250 ok\r\n');
      }
    });
  });
}

/** The head of a mail, its folded lines made one (RFC 5322, 2.2.3). */
function headOf(mail: string | undefined): string {
  return (mail ?? '').split('\r\n\r\n')[0]?.replace(/\r\n[ \t]+/g, ' ') ?? '';
}

describe('A mail server that takes mails', () => {
  it('is told how whoever reads a mail that nobody needs ends such mails, and nothing of the kind with others', async () => {
    const received: string[] = [];
    const listener = takeEverything(received);
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const { port } = listener.address() as AddressInfo;
    const transport = new SmtpMailTransport({ url: `smtp://127.0.0.1:${String(port)}`, from: 'a@b.example' });
    const mail = { to: 'a@example.org', html: '<p>h</p>', text: 't', language: 'nl' };
    const unsubscribeUrl = 'https://walk.example.org/nl/2023/mails/abcdefghijklmnopqrstuvwx/stop/reminders';
    const outcomes = await transport.send([
      { ...mail, messageId: '<1@walk>', subject: 'Reminder', unsubscribeUrl },
      { ...mail, messageId: '<2@walk>', subject: 'Receipt' },
    ]);
    transport.onApplicationShutdown();
    listener.close();
    expect(outcomes).toEqual([{ delivered: true }, { delivered: true }]);
    const reminder = headOf(received.find((it) => it.includes('Subject: Reminder')));
    expect(reminder).toContain(`List-Unsubscribe: <${unsubscribeUrl}>`);
    expect(reminder).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
    expect(headOf(received.find((it) => it.includes('Subject: Receipt')))).not.toContain('List-Unsubscribe');
  });
});

describe('A mail server that is not well', () => {
  const mails = [1, 2, 3].map((count): Mail => ({
    messageId: `<${String(count)}@walk>`,
    to: 'a@example.org',
    subject: 'Subject',
    html: '<p>html</p>',
    text: 'text',
    language: 'nl',
  }));
  let listener: Server | undefined;

  afterEach(() => {
    listener?.close();
  });

  it('costs no more than the deadline when it accepts and then says nothing', async () => {
    listener = createServer((socket) => {
      socket.on('error', () => undefined);
    });
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const { port } = listener.address() as AddressInfo;
    const transport = new SmtpMailTransport({
      url: `smtp://127.0.0.1:${String(port)}`,
      from: 'a@b.example',
      deadlineMs: 300,
    });
    const outcomes = await transport.send(mails);
    transport.onApplicationShutdown();
    expect(outcomes).toEqual(mails.map(() => ({ delivered: false, reason: 'EABORT', final: false })));
  });

  it('leaves every mail undelivered, with a reason, when nobody listens', async () => {
    const transport = new SmtpMailTransport({ url: 'smtp://127.0.0.1:1', from: 'a@b.example' });
    const outcomes = await transport.send(mails);
    transport.onApplicationShutdown();
    expect(outcomes).toHaveLength(3);
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ delivered: false, reason: expect.stringMatching(/^E/), final: false });
  });
});
