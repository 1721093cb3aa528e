import { readLocalMail, readLocalMails } from '../../src/platform/mail/local-mailbox.js';
import { type RunningApp } from './running-app.js';
import { until } from '../support/until.js';
import type { Visitor } from './visitor.js';

/** The link and the code of a mail that signs in. */
export interface SignInMail {
  readonly path: string;
  readonly code: string;
}

/** Waits for the mail that lets an address in. @param after how many such mails came before. */
export async function signInMail(running: Pick<RunningApp, 'database'>, email: string, after = 0): Promise<SignInMail> {
  let found: SignInMail | undefined;
  await until(`a mail lets ${email} in`, async () => {
    const mails = await readLocalMails(running.database, { limit: 200 });
    const texts = await Promise.all(
      mails.filter(({ recipient }) => recipient === email).map(({ id }) => readLocalMail(running.database, id)),
    );
    const signIns = texts.flatMap((mail) => {
      const path = /https?:\/\/[^/\s]+(\/\S+\/sign-in\/[A-Za-z0-9_-]{24})/.exec(mail?.text ?? '')?.[1];
      const code = /\b(\d{6})\b/.exec(mail?.text ?? '')?.[1];
      return path === undefined || code === undefined ? [] : [{ path, code }];
    });
    if (signIns.length > after) [found] = signIns;
    return found !== undefined;
  });
  if (found === undefined) throw new Error('No mail');
  return found;
}

/** Signs a visitor in, the way people do. @param after how many sign-in mails the address got before. */
export async function signIn(running: RunningApp, visitor: Visitor, email: string, after = 0): Promise<void> {
  await visitor.post('/nl/2023/sign-in', { email, to: '/nl/2023/my' });
  const { path } = await signInMail(running, email, after);
  const { status } = await visitor.get(path);
  if (status !== 303) throw new Error(`Signing in was answered with ${String(status)}`);
}
