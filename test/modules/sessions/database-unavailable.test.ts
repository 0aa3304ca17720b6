import { expect, test } from '@jest/globals';
import { createBench, insertUser, openSessionsDatabase } from '../../helpers/sessions-fixture.js';

test('with the database out of reach nobody is let in and nobody is told that their session is over', async () => {
  const opened = await openSessionsDatabase();
  const bench = createBench(opened.database);
  const { accessToken } = await bench.signIn(await insertUser(opened.database));
  expect(await bench.failure(accessToken)).toBeNull();

  await opened.close();

  await expect(bench.failure(accessToken)).rejects.toMatchObject({ reason: 'SERVICE_UNAVAILABLE' });
});
