import { randomBytes } from 'node:crypto';
import { ConfigError, type EnvironmentVariables, readConfig } from '../../../src/platform/config/index.js';

/** The master key of `production`. */
export const key = randomBytes(32);
/** The smallest valid environment of production. */
export const production = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgresql://cordon:8Jq2nTzR4w@db.internal:5432/cordon',
  CORDON_ISSUER: 'https://id.example.com',
  CORDON_MASTER_KEY: key.toString('base64'),
};

/** Returns the problems that `readConfig` reports; `files` are contents by path. */
export function faultsOf(env: EnvironmentVariables, files: Record<string, string> = {}): readonly string[] {
  try {
    readConfig(env, (path) => {
      const text = files[path];
      if (text === undefined) throw new Error('ENOENT');
      return text;
    });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map(({ variable, problem }) => `${variable} ${problem}`);
  }
}
