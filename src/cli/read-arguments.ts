import { parseArgs, type ParseArgsConfig, types } from 'node:util';

/** The command line asks for something that there is not. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/**
 * The options that a command was given, as `parseArgs` of Node reads them.
 * @throws {UsageError} for one that it does not know, or that lacks its value
 */
export function parsedArguments<const Config extends ParseArgsConfig>(
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw isMistake(error) ? new UsageError(error.message) : error;
  }
}

/** As {@link parsedArguments}; a mistake is said in a sentence, and the command ends with 2 before it has done anything. */
export function readArguments<const Config extends ParseArgsConfig>(
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parsedArguments(config);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    process.exit(2);
  }
}

/** `ERR_PARSE_ARGS_UNKNOWN_OPTION` and its like (Node.js, Errors). */
function isMistake(error: unknown): error is Error {
  return types.isNativeError(error) && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');
}
