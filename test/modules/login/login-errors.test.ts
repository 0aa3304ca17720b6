import { expect, test } from '@jest/globals';
import { signInQueueFull } from '../../../src/modules/login/login-errors.js';

test('signInQueueFull is SERVICE_UNAVAILABLE and can be retried after two seconds', () => {
  expect(signInQueueFull()).toMatchObject({
    reason: 'SERVICE_UNAVAILABLE',
    refusals: [{ retryAfterSeconds: 2 }],
  });
});
