import { createHash, randomBytes } from 'node:crypto';
import { cordonRoles } from '../../../src/modules/access/index.js';
import { createOauthModule } from '../../../src/modules/oauth/index.js';
import type { RegisteredClient } from '../../../src/platform/config/index.js';
import { translateDatabaseError } from '../../../src/platform/database/index.js';
import type { Route } from '../../../src/shared/index.js';
import { createTestApp, type TestApp } from '../../helpers/create-test-app.js';
import { createRouteServer, type RouteServer } from '../../helpers/route-server.js';
import { postForm, signIn, type Tokens } from './form-requests.js';

/** Returns the form in which a secret is configured. */
export const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

/** A secret with the characters that form encoding changes. */
export const secret = `${randomBytes(24).toString('base64')}+/=%&:ü`;

/** The next secret of the same client, during a rotation. */
export const nextSecret = randomBytes(32).toString('base64');

/** Two clients, one of them with a secret that is being rotated. */
export const clients: readonly RegisteredClient[] = [
  { id: 'reports', secretSha256: sha256(secret) },
  { id: 'reports', secretSha256: sha256(nextSecret) },
  { id: 'other', secretSha256: sha256('another random secret') },
];

/** Creates the route `POST /introspect` for these clients. */
export function createIntrospectionTestRoutes(
  testApp: TestApp,
  { url: issuer }: RouteServer,
  registeredClients: readonly RegisteredClient[],
): readonly Route[] {
  const module = createOauthModule({
    roles: cordonRoles,
    login: testApp.login.passwordLogin,
    sessions: testApp.sessions.sessions,
    authenticators: [testApp.sessions.authenticator],
    users: testApp.users.users,
    transactions: testApp.opened.database.transactions,
    translateDatabaseError,
    issuer,
    passwordGrantEnabled: true,
    clients: registeredClients,
  });
  return (module.routes ?? []).filter(({ path }) => path === '/introspect');
}

/** Returns the Authorization header of HTTP Basic. */
export function basicHeader(id: string, password: string): string {
  return `Basic ${Buffer.from(`${id}:${password}`).toString('base64')}`;
}

/** `POST /introspect` over HTTP, with a user `ada` whose role is SUPPORT. */
export interface IntrospectionFixture {
  readonly server: RouteServer;
  readonly testApp: TestApp;
  readonly post: (
    path: string,
    form: Record<string, string> | string,
    authorization?: string,
  ) => Promise<Response>;
  readonly signIn: (username?: string, more?: Record<string, string>) => Promise<Tokens>;
  readonly close: () => Promise<void>;
}

export async function openIntrospectionFixture(): Promise<IntrospectionFixture> {
  const server = await createRouteServer();
  const testApp = await createTestApp({ issuer: server.url, startAt: new Date() });
  server.serve([
    ...testApp.routes.filter(({ path }) => path !== '/introspect'),
    ...createIntrospectionTestRoutes(testApp, server, clients),
  ]);
  await testApp.createUser('ada', { role: 'SUPPORT' });
  return {
    server,
    testApp,
    post: (path, form, authorization) => postForm(server, path, form, authorization),
    signIn: (username = 'ada', more = {}) => signIn(server, username, more),
    close: async () => {
      await server.close();
      await testApp.close();
    },
  };
}
