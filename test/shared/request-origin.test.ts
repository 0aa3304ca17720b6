import { setImmediate } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { type ClientInfo, createRequestOrigins } from '../../src/shared/index.js';

const origin = (requestId: string): ClientInfo => ({ ipAddress: '203.0.113.1', userAgent: null, requestId });

test('requests in flight at the same time each know their own origin, whatever they await', async () => {
  const origins = createRequestOrigins();
  const work = (requestId: string): Promise<string | undefined> =>
    origins.run(origin(requestId), async () => {
      await setImmediate();
      await Promise.all([setImmediate(), setImmediate()]);
      return origins.current()?.requestId;
    });

  expect(await Promise.all(['one', 'two', 'three'].map(work))).toEqual(['one', 'two', 'three']);
});

test('outside any request, and in another house, there is none', async () => {
  const origins = createRequestOrigins();
  const others = createRequestOrigins();

  expect(origins.current()).toBeNull();
  expect(origins.run(origin('one'), () => others.current())).toBeNull();
});
