import { expect } from '@jest/globals';
import { signUp } from '../helpers/sign-in.js';
import { createInstallation } from '../helpers/spawn-server.js';
import { describeLoginStorm } from './login-storm-suite.js';

describeLoginStorm(
  async () => {
    // A login takes about 100 ms of a core, far longer than its statements, and the queue less than a wait
    // budget.
    const installation = await createInstallation({
      environment: { CORDON_BCRYPT_COST: '11', LOG_LEVEL: 'error' },
    });
    const server = await installation.start();
    return {
      url: server.url,
      user: await signUp(server, 'unaffected'),
      expectNoErrors: () => expect(server.output()).not.toMatch(/"level":"(?:error|fatal)"/),
      close: installation.close,
    };
  },
  { excess: 60, rounds: 5 },
);
