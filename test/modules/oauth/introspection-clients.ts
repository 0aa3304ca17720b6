import { createHash, randomBytes } from 'node:crypto';
import { createOauthModule } from '../../../src/modules/oauth/index.js';
import type { RegisteredClient } from '../../../src/platform/config/index.js';
import { translateDatabaseError } from '../../../src/platform/database/index.js';
import type { Route } from '../../../src/shared/index.js';
import type { TestApp } from '../../helpers/create-test-app.js';
import type { RouteServer } from '../../helpers/route-server.js';

/** The way a secret is configured. */
export const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

/** A secret with every character that a form writes otherwise. */
export const secret = `${randomBytes(24).toString('base64')}+/=%&:ü`;

/** The one that follows it. */
export const nextSecret = randomBytes(32).toString('base64');

/** Who may ask: two services, one of them while its secret changes. */
export const clients: readonly RegisteredClient[] = [
  { id: 'reports', secretSha256: sha256(secret) },
  { id: 'reports', secretSha256: sha256(nextSecret) },
  { id: 'other', secretSha256: sha256('another random secret') },
];

/** The routes of `POST /introspect` for these clients, over the modules of a test. */
export function introspectionTestRoutes(
  testApp: TestApp,
  { url: issuer }: RouteServer,
  known: readonly RegisteredClient[],
): readonly Route[] {
  const module = createOauthModule({
    login: testApp.login.passwordLogin,
    sessions: testApp.sessions.sessions,
    authenticators: [testApp.sessions.authenticator],
    users: testApp.users.users,
    transactions: testApp.opened.database.transactions,
    translateDatabaseError: translateDatabaseError,
    issuer,
    passwordGrantEnabled: true,
    clients: known,
  });
  return (module.routes ?? []).filter(({ path }) => path === '/introspect');
}

/** The header of a client that says who it is. */
export function basic(id: string, password: string): string {
  return `Basic ${Buffer.from(`${id}:${password}`).toString('base64')}`;
}
