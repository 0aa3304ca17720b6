import { parseEnv } from 'node:util';
import { ConfigError, TextEncodingError } from '../../shared/index.js';

/**
 * Adds the variables of a `.env` file to the environment, which takes precedence. In production the file is
 * not read. `readText` returns null when there is no file. Throws ConfigError when the file sets NODE_ENV,
 * which decides whether the file is read, and when it is not UTF-8.
 */
export function withEnvironmentFile(
  env: Readonly<Record<string, string | undefined>>,
  readText: () => string | null,
): Readonly<Record<string, string | undefined>> {
  if (env['NODE_ENV'] === 'production') return env;
  const text = readOrThrow(readText);
  if (text === null) return env;
  const read = parseEnv(text);
  if (read['NODE_ENV'] === undefined) return { ...read, ...env };
  throw new ConfigError([
    {
      variable: 'NODE_ENV',
      problem: 'is set in .env, which is read in development only',
      remedy: 'Remove it from the file and set it as an environment variable.',
    },
  ]);
}

function readOrThrow(readText: () => string | null): string | null {
  try {
    return readText();
  } catch (error) {
    if (!(error instanceof TextEncodingError)) throw error;
    const remedy = 'Save the file as UTF-8.';
    throw new ConfigError([{ variable: '.env', problem: 'is not UTF-8 text', remedy }]);
  }
}
