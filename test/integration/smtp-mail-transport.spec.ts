import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import type { Mail } from '../../src/platform/mail/mail-transport.js';
import { SmtpMailTransport } from '../../src/platform/mail/smtp-mail-transport.js';

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
