import { beforeEach, describe, expect, test } from '@jest/globals';
import { askMe, type ClientWorld, createClientWorld, createOrigin, credentials } from './client-fixture.js';

let world: ClientWorld;

beforeEach(() => {
  world = createClientWorld();
});

describe('several tabs', () => {
  const open = (count: number) => {
    const origin = createOrigin();
    return Array.from({ length: count }, () => world.client({ tabs: origin.tab() }));
  };

  test('one signs in for all, one refreshes for all, one signs out for all', async () => {
    const tabs = open(5);
    const told: (string | null)[] = [];
    for (const tab of tabs) tab.onSession((sessionId) => told.push(sessionId));

    await tabs[0]?.login(credentials);
    expect(await Promise.all(tabs.map((tab) => tab.accessToken()))).toEqual(Array(5).fill('a1'));
    for (let turn = 0; turn < 3; turn += 1) {
      world.clock.time += 295_000;
      const answers = await Promise.all(tabs.flatMap((tab) => [askMe(tab), askMe(tab)]));
      expect(answers.every(({ status }) => status === 200)).toBe(true);
    }
    expect(world.asking('refresh')).toEqual(['refresh:r1', 'refresh:r2', 'refresh:r3']);
    await tabs[3]?.logout();
    expect(await Promise.all(tabs.map((tab) => tab.accessToken()))).toEqual(Array(5).fill(null));
    expect(world.asking('logout')).toEqual(['logout:r4']);
    expect(told.filter((sessionId) => sessionId === 's1')).toHaveLength(5);
    expect(told.filter((sessionId) => sessionId === null)).toHaveLength(5);
    expect(told).toHaveLength(10);
  });

  test('a tab opened later asks the others', async () => {
    const origin = createOrigin();
    await world.client({ tabs: origin.tab() }).login(credentials);

    expect(await world.client({ tabs: origin.tab() }).accessToken()).toBe('a1');
  });

  test('a refresh under way in another tab does not undo a sign-out', async () => {
    const [one, other] = open(2);
    await one?.login(credentials);
    await one?.accessToken();
    world.clock.time += 295_000;
    const underWay = askMe(one ?? world.client());

    await other?.logout();
    await underWay;

    expect(await one?.accessToken()).toBeNull();
    expect(await other?.accessToken()).toBeNull();
  });
});
