import { expect, test } from '@jest/globals';
import { createSessionsFixture, insertUser, openSessionsDatabase } from '../../helpers/sessions-fixture.js';

test('an unreachable database rejects requests with SERVICE_UNAVAILABLE, not as ended sessions', async () => {
  const opened = await openSessionsDatabase();
  const fixture = createSessionsFixture(opened.database);
  const { accessToken } = await fixture.signIn(await insertUser(opened.database));
  expect(await fixture.accessTokenFailure(accessToken)).toBeNull();

  await opened.close();

  await expect(fixture.accessTokenFailure(accessToken)).rejects.toMatchObject({
    reason: 'SERVICE_UNAVAILABLE',
  });
});
