import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fc } from '../../helpers/fast-check.js';
import {
  createSessionsFixture,
  insertUser,
  openSessionsDatabase,
  reasonOf,
} from '../../helpers/sessions-fixture.js';
import type { TestDatabase } from '../../helpers/test-database.js';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openSessionsDatabase();
});
afterAll(() => opened.close());

function timesOf(accessToken: string): { readonly iat: number; readonly exp: number } {
  return JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString());
}

test('no access token outlives its session, whenever it is issued, and each is accepted', async () => {
  const waits = fc.array(fc.integer({ min: 1, max: 3_599_000 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 999 }), waits, async (startMs, waitsMs) => {
      const fixture = createSessionsFixture(opened.database);
      fixture.clock.moveBy(startMs / 1000);
      let tokens = await fixture.signIn(await insertUser(opened.database));
      const session = await fixture.findSessionRow(tokens.sessionId);
      const absoluteEnd = Number(session['absolute_expires_at']) / 1000;
      for (const wait of [0, ...waitsMs]) {
        fixture.clock.moveBy(wait / 1000);
        const refreshed = await fixture.refresh(tokens.refreshToken).catch(reasonOf);
        if (typeof refreshed === 'string') return expect(refreshed).toBe('REFRESH_TOKEN_EXPIRED');
        tokens = refreshed;
        const { iat, exp } = timesOf(tokens.accessToken);
        expect(exp).toBeLessThanOrEqual(absoluteEnd);
        expect(exp).toBeLessThanOrEqual(tokens.refreshExpiresAt.getTime() / 1000);
        expect(exp - iat).toBe(tokens.expiresIn);
        expect(exp * 1000).toBe(tokens.expiresAt.getTime());
        expect(await fixture.accessTokenFailure(tokens.accessToken)).toBeNull();
      }
    }),
    { numRuns: 25 },
  );
});

test('the last access token of a session ends with it', async () => {
  const fixture = createSessionsFixture(opened.database);
  let tokens = await fixture.signIn(await insertUser(opened.database));
  for (const wait of [3500, 3500, 100]) {
    fixture.clock.moveBy(wait);
    tokens = await fixture.refresh(tokens.refreshToken);
  }

  expect(tokens.expiresIn).toBe(100);
  fixture.clock.moveBy(99.999);
  expect(await fixture.accessTokenFailure(tokens.accessToken)).toBeNull();
  fixture.clock.moveBy(0.001);
  expect(await fixture.accessTokenFailure(tokens.accessToken)).toBe('TOKEN_EXPIRED');
});
