import { expect, test } from '@jest/globals';
import { createSessionsFixture, insertUser, openSessionsDatabase } from '../../helpers/sessions-fixture.js';

test('with the database out of reach nobody is let in and nobody is told that their session is over', async () => {
  const opened = await openSessionsDatabase();
  const fixture = createSessionsFixture(opened.database);
  const { accessToken } = await fixture.signIn(await insertUser(opened.database));
  expect(await fixture.accessTokenFailure(accessToken)).toBeNull();

  await opened.close();

  await expect(fixture.accessTokenFailure(accessToken)).rejects.toMatchObject({
    reason: 'SERVICE_UNAVAILABLE',
  });
});
