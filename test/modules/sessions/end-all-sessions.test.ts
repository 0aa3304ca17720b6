import { beforeEach, describe, expect, test } from '@jest/globals';
import { type Actor, cliActor } from '../../../src/modules/access/index.js';
import { withWaitBudget } from '../../../src/shared/index.js';
import { actorFrom, changeUser, insertUser, reasonOf } from '../../helpers/sessions-fixture.js';
import { type SessionsTestContext, setUpSessionsFixture } from './set-up-sessions-fixture.js';

let context: SessionsTestContext;
setUpSessionsFixture((created) => {
  context = created;
});

describe('endAllSessions', () => {
  let admin: Actor;
  let ownToken: string;

  beforeEach(async () => {
    const { fixture, opened } = context;
    // Sessions of the tests before.
    await fixture.administration.endAllSessions(cliActor, 'clean');
    const adminId = await insertUser(opened.database, { role: 'ADMIN' });
    ownToken = (await fixture.signIn(adminId, { role: 'ADMIN' })).accessToken;
    admin = await actorFrom(fixture, ownToken);
    fixture.events.length = 0;
  });

  test('ends the sessions of every user and those of the caller, and emits one event', async () => {
    const { fixture, opened, userId } = context;
    const one = await fixture.signIn(userId);
    const two = await fixture.signIn(await insertUser(opened.database));

    expect(await fixture.administration.endAllSessions(admin, ' a token leaked ')).toBe(3);

    for (const token of [one.accessToken, two.accessToken, ownToken]) {
      expect(await fixture.accessTokenFailure(token)).toBe('SESSION_REVOKED');
    }
    expect(await fixture.refreshFailure(two.refreshToken)).toBe('SESSION_REVOKED');
    expect(await fixture.findSessionRow(one.sessionId)).toMatchObject({ end_reason: 'session.all-ended' });
    expect(fixture.events.filter(({ type }) => type !== 'session.started')).toEqual([
      {
        type: 'session.all-ended',
        occurredAt: fixture.clock.now(),
        actor: { type: 'USER', id: admin.type === 'USER' ? admin.user.id : null },
        subjectId: null,
        reason: 'a token leaked',
        changes: { activeSessions: { from: 3, to: 0 } },
      },
    ]);
  });

  test('counts no session that has expired, and ends it all the same', async () => {
    const { fixture, userId } = context;
    const { sessionId } = await fixture.signIn(userId);
    fixture.clock.moveBy(3_600);

    expect(await fixture.administration.endAllSessions(cliActor, 'restored')).toBe(0);

    expect(await fixture.findSessionRow(sessionId)).toMatchObject({ ended_at: fixture.clock.now() });
  });

  test.each(['', '   ', 'two\nlines', 'x'.repeat(201)])(
    'rejects the reason %j and ends none',
    async (reason) => {
      const { fixture } = context;

      expect(await fixture.administration.endAllSessions(admin, reason).then(() => null, reasonOf)).toBe(
        'INVALID_INPUT',
      );

      expect(await fixture.accessTokenFailure(ownToken)).toBeNull();
    },
  );

  test('ends none for a caller who lost the role meanwhile', async () => {
    const { fixture, opened, userId } = context;
    const { accessToken } = await fixture.signIn(userId);
    if (admin.type === 'USER') await changeUser(opened.database, admin.user.id, { role: 'USER' });

    expect(await fixture.administration.endAllSessions(admin, 'leak').then(() => null, reasonOf)).toBe(
      'FORBIDDEN',
    );

    expect(await fixture.accessTokenFailure(accessToken)).toBeNull();
  });

  test('takes longer than a request may wait, when there are very many sessions', async () => {
    const { fixture, userId } = context;
    await fixture.signIn(userId);

    expect(await withWaitBudget(0, () => fixture.administration.endAllSessions(admin, 'many'))).toBe(2);
  });

  test('ends more sessions than one statement ends', async () => {
    const { fixture, opened } = context;
    const { dataSource } = opened.database;
    await dataSource.query(
      `INSERT INTO users (id, username, username_key, email, email_key, email_verified, role, activated_at, security_epoch,
         version, created_at, updated_at)
       SELECT gen_random_uuid(), 'm' || n, 'm' || n, 'm' || n, 'm' || n, true, 'USER', now(), 0, 1, now(), now()
       FROM generate_series(1, 5100) n`,
    );
    await dataSource.query(
      `INSERT INTO sessions (id, user_id, security_epoch, auth_methods, created_at, authenticated_at, last_used_at,
         expires_at, absolute_expires_at)
       SELECT gen_random_uuid(), id, 0, '{pwd}', now(), now(), now(), 'infinity', 'infinity' FROM users WHERE username LIKE 'm%'`,
    );

    expect(await fixture.administration.endAllSessions(cliActor, 'many')).toBe(5101);

    expect(await dataSource.query('SELECT 1 FROM sessions WHERE ended_at IS NULL')).toEqual([]);
  });

  test('leaves sessions alone that start afterwards', async () => {
    const { fixture, userId } = context;
    await fixture.administration.endAllSessions(cliActor, 'leak');

    const { accessToken } = await fixture.signIn(userId);

    expect(await fixture.accessTokenFailure(accessToken)).toBeNull();
  });
});
