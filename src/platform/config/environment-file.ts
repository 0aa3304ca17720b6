import { parseEnv } from 'node:util';
import { ConfigError } from '../../shared/index.js';

/**
 * Adds what a `.env` file holds to the environment; what the environment has already stands. In production the file is not even read.
 * `readText` answers null when there is none. Refuses a file that names NODE_ENV: it would decide whether it is read at all.
 */
export function withEnvironmentFile(
  env: Readonly<Record<string, string | undefined>>,
  readText: () => string | null,
): Readonly<Record<string, string | undefined>> {
  if (env['NODE_ENV'] === 'production') return env;
  const text = readText();
  if (text === null) return env;
  const read = parseEnv(text);
  if (read['NODE_ENV'] === undefined) return { ...read, ...env };
  throw new ConfigError([
    {
      variable: 'NODE_ENV',
      problem: 'stands in .env, which is read in development only',
      remedy: 'Remove it there and set it in the real environment.',
    },
  ]);
}
