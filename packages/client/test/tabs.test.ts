import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  type ClientFixture,
  createBrowserOrigin,
  createClientFixture,
  credentials,
  queryMe,
} from './client-fixture.js';

let fixture: ClientFixture;

beforeEach(() => {
  fixture = createClientFixture();
});

describe('several tabs', () => {
  const open = (count: number) => {
    const origin = createBrowserOrigin();
    return Array.from({ length: count }, () => fixture.client({ tabs: origin.tab() }));
  };

  test('share a login, a refresh and a logout of any tab', async () => {
    const tabs = open(5);
    const notified: (string | null)[] = [];
    for (const tab of tabs) tab.onSession((sessionId) => notified.push(sessionId));

    await tabs[0]?.login(credentials);
    expect(await Promise.all(tabs.map((tab) => tab.accessToken()))).toEqual(Array(5).fill('a1'));
    for (let turn = 0; turn < 3; turn += 1) {
      fixture.clock.time += 295_000;
      const responses = await Promise.all(tabs.flatMap((tab) => [queryMe(tab), queryMe(tab)]));
      expect(responses.every(({ status }) => status === 200)).toBe(true);
    }
    expect(fixture.requestsOf('refresh')).toEqual(['refresh:r1', 'refresh:r2', 'refresh:r3']);
    await tabs[3]?.logout();
    expect(await Promise.all(tabs.map((tab) => tab.accessToken()))).toEqual(Array(5).fill(null));
    expect(fixture.requestsOf('logout')).toEqual(['logout:r4']);
    expect(notified.filter((sessionId) => sessionId === 's1')).toHaveLength(5);
    expect(notified.filter((sessionId) => sessionId === null)).toHaveLength(5);
    expect(notified).toHaveLength(10);
  });

  test('share the tokens with a tab that is opened later', async () => {
    const origin = createBrowserOrigin();
    await fixture.client({ tabs: origin.tab() }).login(credentials);

    expect(await fixture.client({ tabs: origin.tab() }).accessToken()).toBe('a1');
  });

  test('stay signed out when another tab was refreshing during the logout', async () => {
    const [first, second] = open(2);
    await first?.login(credentials);
    await first?.accessToken();
    fixture.clock.time += 295_000;
    const inFlight = queryMe(first ?? fixture.client());

    await second?.logout();
    await inFlight;

    expect(await first?.accessToken()).toBeNull();
    expect(await second?.accessToken()).toBeNull();
  });
});
