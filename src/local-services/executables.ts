import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** The full path of a program on the PATH. */
export async function onPath(name: string): Promise<string | undefined> {
  for (const folder of pathFolders()) if (await isExecutable(join(folder, name))) return join(folder, name);
  return undefined;
}

/** The folders of the PATH, in its order. */
export function pathFolders(): string[] {
  return (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
}

/** Whether the file is a program that we may run. */
export async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
