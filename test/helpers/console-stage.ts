import type { Page } from 'playwright-core';
import { cliActor } from '../../src/modules/access/index.js';
import { launchBrowser, type TestBrowser } from './chromium.js';
import { untilLoaded, visitConsole } from './console-visit.js';
import { createTestServer, type TestServer } from './create-test-server.js';
import { enrollApp } from './second-factor.js';
import { createFirstAdministrator, goodPassword, signUp } from './sign-in.js';

/** Who looks at a page: an administrator, a user with an app and a passkey, or nobody who is signed in. */
export type Viewer = 'admin' | 'carl' | 'visitor';

/** A page of the console, or a dialog on it. */
export interface Place {
  /** The address; a name in capitals stands for the id of that user. */
  readonly path: string;
  /** Default: the administrator. */
  readonly viewer?: Viewer;
  /** What is done on the page first; by default nothing. */
  readonly open?: (stage: OpenPage) => Promise<unknown>;
}

/** A page that shows a place. */
export interface OpenPage {
  readonly page: Page;
  readonly server: TestServer;
}

/** A server with users in every state, and a browser with the pages of each viewer. */
export interface ConsoleStage {
  readonly server: TestServer;
  /** Opens a place in a wide window and light colours, and waits until it is loaded. */
  show(place: Place): Promise<Page>;
  close(): Promise<void>;
}

/** Creates the users and signs the viewers in. */
export async function createConsoleStage(): Promise<ConsoleStage> {
  const server = await createTestServer();
  const browser = await launchBrowser();
  await createFirstAdministrator(server);
  const carl = await signUp(server, 'carl');
  const ids = { ...(await createUsers(server)), CARL: carl.id };
  const visits = {
    admin: (await visitConsole(browser, server, 'admin', '/console/sessions')).page,
    carl: (await visitConsole(browser, server, 'carl', '/account/profile')).page,
    visitor: await visitorOf(browser, server),
  };
  await enrollApp(server, carl);
  await server.sql(
    `INSERT INTO passkeys VALUES (gen_random_uuid(), $1, '\\x01', '\\x02', 0, '{}', true, true, 'Phone', now())`,
    [carl.id],
  );
  return {
    server,
    show: async ({ path, viewer = 'admin', open }) => {
      const page = visits[viewer];
      const address = path.replace(/[A-Z]{3,}/, (name) => Reflect.get(ids, name) ?? name);
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none', reducedMotion: 'reduce' });
      // A page whose fragment alone is another would not be loaded again.
      await page.goto('about:blank');
      await page.goto(server.url + address);
      await untilLoaded(page);
      await open?.({ page, server });
      await untilLoaded(page);
      return page;
    },
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

async function visitorOf(browser: TestBrowser, server: TestServer): Promise<Page> {
  const { page } = await browser.visit(`${server.url}/sign-in`, { locale: 'en-GB', reducedMotion: 'reduce' });
  return page;
}

/** Creates users who are active, disabled, invited, and obliged to choose another password. */
async function createUsers(server: TestServer): Promise<Readonly<Record<string, string>>> {
  const { administration } = server.server.app.users;
  const { id: ada } = await signUp(server, 'ada');
  const { id: bob } = await signUp(server, 'bob');
  const { id: gina } = await signUp(server, 'gina');
  await administration.disableUser({ id: bob, reason: 'on leave' }, cliActor);
  const { user: eve } = await administration.createUser(
    { username: 'eve', email: 'eve@example.com' },
    cliActor,
  );
  await administration.createUser(
    { username: 'dora', email: 'dora@example.com', password: goodPassword, mustChangePassword: true },
    cliActor,
  );
  // A name without a place to break is not cut off either.
  await server.sql(`UPDATE users SET full_name = repeat('x', 60) WHERE username = 'ada'`);
  return { ADA: ada, BOB: bob, EVE: eve.id, GINA: gina };
}
