import { expect } from '@jest/globals';
import { signUp } from '../helpers/sign-in.js';
import { createInstallation } from '../helpers/spawn-server.js';
import { describeLoginStorm } from './login-storm-suite.js';

describeLoginStorm(async () => {
  // At the default cost a login takes about 200 ms of a core, far longer than its statements.
  const installation = await createInstallation({
    environment: { CORDON_BCRYPT_COST: '12', LOG_LEVEL: 'error' },
  });
  const server = await installation.start();
  return {
    url: server.url,
    user: await signUp(server, 'unaffected'),
    expectNoErrors: () => expect(server.output()).not.toMatch(/"level":"(?:error|fatal)"/),
    close: installation.close,
  };
}, 60);
