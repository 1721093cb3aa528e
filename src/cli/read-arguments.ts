import { parseArgs, type ParseArgsConfig } from 'node:util';

/**
 * The options that a command was given, as `parseArgs` of Node reads them. One that it does not know, or that lacks its value, is
 * said in a sentence, and the command ends with 2 before it has done anything.
 */
export function readArguments<Config extends ParseArgsConfig>(config: Config): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    if (!isMistake(error)) throw error;
    console.error(error.message);
    process.exit(2);
  }
}

/** `ERR_PARSE_ARGS_UNKNOWN_OPTION` and its like (Node.js, Errors). */
function isMistake(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');
}
