/** A service cannot be had or does not run; the message says what to do about it. */
export class LocalServiceError extends Error {
  override readonly name: string = 'LocalServiceError';
}

/** A program ended with another code than 0, or not in time. */
export class ProgramFailedError extends LocalServiceError {
  override readonly name = 'ProgramFailedError';

  constructor(program: string, how: string, said: string) {
    super(`${program} ${how}.${said.trim() === '' ? '' : `\n${indented(said)}`}`);
  }
}

/** Another process works with the same data folder, and two of them would spoil each other's data. */
export class DataFolderInUseError extends LocalServiceError {
  override readonly name = 'DataFolderInUseError';

  constructor(dataDir: string, pid: number) {
    super(`${dataDir} is in use by process ${String(pid)}. Stop that one first, or give this one another folder.`);
  }
}

/** The text with every line indented, so that the words of another program stand apart from ours. */
export function indented(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}

/**
 * The code of an error of the operating system or of Postgres. Asks for the property, not for the class: under Jest the
 * errors of Node come from another realm and are no `Error` of ours.
 */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** What an error says, whatever was thrown. */
export function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return String(error);
}
