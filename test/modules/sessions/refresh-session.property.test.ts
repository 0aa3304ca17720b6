import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { UserId } from '../../../src/shared/index.js';
import { fc } from '../../helpers/fast-check.js';
import {
  createSessionsFixture,
  insertUser,
  openSessionsDatabase,
  type SessionsFixture,
} from '../../helpers/sessions-fixture.js';
import type { TestDatabase } from '../../helpers/test-database.js';

let opened: TestDatabase;
let fixture: SessionsFixture;
let userId: UserId;

beforeAll(async () => {
  opened = await openSessionsDatabase();
  fixture = createSessionsFixture(opened.database);
  userId = await insertUser(opened.database);
});
afterAll(() => opened.close());

/** What the holder of a session's tokens may do: wait, or send any token ever issued. */
const step = fc.oneof(
  fc.record({ wait: fc.constantFrom(0.001, 1, 5, 9.999, 10, 10.001, 60) }),
  fc.record({ send: fc.nat({ max: 5 }) }),
);

test('a session has one chain of tokens and ends exactly at the first reuse, for any sequence of refreshes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
      const { refreshToken, sessionId } = await fixture.signIn(userId);
      // The model: the tokens in order, the time of each rotation, and whether the session is active.
      const issued = [{ token: refreshToken, rotatedAt: Number.NaN }];
      let isActive = true;
      for (const taken of steps) {
        if ('wait' in taken) {
          fixture.clock.moveBy(taken.wait);
          continue;
        }
        // Counted from the newest, so that short sequences reach the interesting cases.
        const at = Math.max(0, issued.length - 1 - taken.send);
        const [sent, next, afterNext] = issued.slice(at, at + 3);
        const now = fixture.clock.now().getTime();
        const answer = await fixture.refresh(String(sent?.token)).then(
          (tokens) => tokens.refreshToken,
          (error: { reason: string }) => error.reason,
        );

        if (!isActive) expect(answer).toBe('SESSION_REVOKED');
        else if (next === undefined && sent !== undefined) {
          expect(issued.map(({ token }) => token)).not.toContain(answer);
          sent.rotatedAt = now;
          issued.push({ token: answer, rotatedAt: Number.NaN });
        } else if (afterNext === undefined && now - Number(sent?.rotatedAt) <= 10_000) {
          expect(answer).toBe(next?.token);
        } else {
          expect(answer).toBe('REFRESH_TOKEN_REUSED');
          isActive = false;
        }
      }
      const row = await fixture.findSessionRow(sessionId);
      expect(row['ended_at'] === null).toBe(isActive);
      const stored = await opened.database.dataSource.query(
        'SELECT count(*)::int AS all, count(*) FILTER (WHERE used_at IS NULL)::int AS live FROM refresh_tokens WHERE session_id = $1',
        [sessionId],
      );
      expect(stored).toEqual([{ all: issued.length, live: 1 }]);
    }),
    { numRuns: 40 },
  );
});

test('refresh and logout reject arbitrary text with a DomainError', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }).map((text) => `cordon_refresh_${text}`),
        fc
          .uint8Array({ minLength: 32, maxLength: 32 })
          .map((bytes) => `cordon_refresh_${Buffer.from(bytes).toString('base64url')}`),
      ),
      async (text) => {
        expect(await fixture.refreshFailure(text)).toBe('REFRESH_TOKEN_INVALID');
        expect(await fixture.sessions.logout({ refreshToken: text, currentUser: null })).toBe(0);
      },
    ),
    { numRuns: 40 },
  );
});
