import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT_DIR, runProgram } from '../../src/local-services/index.js';

/**
 * The commands under a heading of docs/operations.md, as somebody copies them from there.
 * @param replaced what has to be put in at the place of an example; each must occur
 */
export async function recipe(heading: string, replaced: Readonly<Record<string, string>>): Promise<string> {
  const guide = await readFile(join(PROJECT_DIR, 'docs/operations.md'), 'utf8');
  const section = guide.slice(guide.indexOf(`\n${heading}\n`) + 1).split(/\n#+ /)[0] ?? '';
  const [, commands] = /```sh\n(.*?)```/s.exec(section) ?? [];
  if (commands === undefined) throw new Error(`There are no commands under "${heading}"`);
  return Object.entries(replaced).reduce((text, [example, value]) => {
    if (!text.includes(example)) throw new Error(`"${example}" is not in the commands under "${heading}"`);
    return text.replaceAll(example, value);
  }, commands);
}

/** Runs commands in the project's folder as somebody who pasted them. @returns what they said */
export function pasted(commands: string, env: NodeJS.ProcessEnv): Promise<string> {
  return runProgram('bash', ['-c', commands], { timeoutMs: 120_000, cwd: PROJECT_DIR, env });
}
