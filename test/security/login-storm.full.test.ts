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
      expectNoErrors: () => {
        const errors = server
          .output()
          .split('\n')
          .filter((line) => /"level":"(?:error|fatal)"/.test(line));
        // On a slow machine, a login may wait for the counter of its address for longer than a request may.
        expect(errors.filter((line) => !line.includes('The service is temporarily'))).toEqual([]);
      },
      close: installation.close,
    };
  },
  { excess: 60, rounds: 5 },
);
