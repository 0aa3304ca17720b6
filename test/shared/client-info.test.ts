import { setImmediate } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { type ClientInfo, createRequestOrigins } from '../../src/shared/index.js';

const origin = (requestId: string): ClientInfo => ({ ipAddress: '203.0.113.1', userAgent: null, requestId });

test('concurrent requests each have their own origin across awaits', async () => {
  const origins = createRequestOrigins();
  const work = (requestId: string): Promise<string | undefined> =>
    origins.run(origin(requestId), async () => {
      await setImmediate();
      await Promise.all([setImmediate(), setImmediate()]);
      return origins.current()?.requestId;
    });

  expect(await Promise.all(['one', 'two', 'three'].map(work))).toEqual(['one', 'two', 'three']);
});

test('returns null outside of requests and in another instance', async () => {
  const origins = createRequestOrigins();
  const others = createRequestOrigins();

  expect(origins.current()).toBeNull();
  expect(origins.run(origin('one'), () => others.current())).toBeNull();
});
