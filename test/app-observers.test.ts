import { beforeEach, describe, expect, test } from '@jest/globals';
import { createListeningObserver, createReplicaObserver } from '../src/app-observers.js';

describe('the observer of a replica', () => {
  let lines: string[] = [];
  let counted: string[] = [];
  let now = 0;
  let observe: ReturnType<typeof createReplicaObserver>;

  beforeEach(() => {
    lines = [];
    counted = [];
    now = 0;
    observe = createReplicaObserver(
      { warn: (_, message) => void lines.push(String(message)) },
      { countListRead: (outcome) => void counted.push(outcome) },
      () => now,
    );
  });

  test('counts every list, and does not log one that came a moment too early', () => {
    for (const outcome of ['REPLICA', 'BEHIND', 'REPLICA'] as const) observe(outcome);

    expect(counted).toEqual(['REPLICA', 'BEHIND', 'REPLICA']);
    expect(lines).toEqual([]);
  });

  test('logs a replica that stays behind', () => {
    for (let list = 0; list < 20; list += 1) observe('BEHIND');

    expect(lines).toEqual(['the replica is behind; lists are read at the primary']);
  });

  test('logs a replica that fails once a minute', () => {
    for (const second of [0, 1, 59, 60]) {
      now = second * 1_000;
      observe('FAILED', new Error('refused'));
    }

    expect(lines).toEqual(Array(2).fill('the replica cannot be used; lists are read at the primary'));
  });
});

test('the log names each other cause why changes are not received, and the same once a minute', () => {
  const logged: unknown[] = [];
  let now = 0;
  const observe = createListeningObserver({ warn: (fields) => void logged.push(fields) }, () => now);

  for (const [second, cause] of [
    [0, '57P01'],
    [1, 'ECONNREFUSED'],
    [2, 'ECONNREFUSED'],
    [3, '28P01'],
    [62, '28P01'],
    [63, '28P01'],
  ] as const) {
    now = second * 1_000;
    observe(cause);
  }

  expect(logged).toEqual(['57P01', 'ECONNREFUSED', '28P01', '28P01'].map((cause) => ({ cause })));
});
