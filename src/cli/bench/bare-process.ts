import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DIST } from './stage.js';

/** The bare endpoint, in a process of its own. */
export interface BareProcess {
  readonly url: string;
  readonly pid: number;
  /** Has it serve this at `/page`, from memory. */
  keepPage(html: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts it. @param pauseMs the least time between two messages to watchers */
export async function startBareProcess(pauseMs = 0): Promise<BareProcess> {
  const child = fork(join(DIST, 'cli/bench/bare-program.js'), [String(pauseMs)]);
  const url = await said(child);
  return {
    url,
    pid: child.pid ?? 0,
    async keepPage(html) {
      child.send(html);
      await said(child);
    },
    async close() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

async function said(child: ChildProcess): Promise<string> {
  const [message] = (await once(child, 'message')) as [unknown];
  return String(message);
}
