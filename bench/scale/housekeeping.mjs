/** The housekeeping of a second instance, in this process. */
import { createApp } from '../../dist/app.js';
import { readConfig } from '../../dist/platform/config/index.js';

/** Opens an instance on the database of a server, and removes what is due. */
export async function sweepOf({ databaseUrl, settings }) {
  const config = readConfig({
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    CORDON_ISSUER: 'http://localhost:4000',
    ...settings,
  });
  const app = createApp(config, () => config.tokens.issuer);
  await app.open();
  await app.sweep();
  return { run: app.sweep, close: app.close };
}
