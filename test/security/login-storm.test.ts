import { expect, jest } from '@jest/globals';
import { createTestServer } from '../helpers/create-test-server.js';
import { signUp } from '../helpers/sign-in.js';
import { describeLoginStorm } from './login-storm-suite.js';

describeLoginStorm(
  async () => {
    // Far cheaper than the default, and still longer than the statements of a login.
    const server = await createTestServer({ CORDON_BCRYPT_COST: '11' });
    const logError = jest.spyOn(server.server.log, 'error');
    return {
      url: server.url,
      user: await signUp(server, 'unaffected'),
      expectNoErrors: () => {
        // On a slow machine, a login may wait for the counter of its address for longer than a request may.
        const others = logError.mock.calls.filter(
          ([, message]) => !/^The service is temp/.test(String(message)),
        );
        expect(others).toEqual([]);
      },
      close: server.close,
    };
  },
  { excess: 60, rounds: 2 },
);
