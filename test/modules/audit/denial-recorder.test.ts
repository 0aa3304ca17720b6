import { beforeEach, expect, test } from '@jest/globals';
import {
  createDenials,
  type Denial,
  type DenialsDependencies,
} from '../../../src/modules/audit/denial-recorder.js';
import { createRequestOrigins, type DomainEvent, type Transaction } from '../../../src/shared/index.js';
import { twin } from '../../helpers/stub.js';
import { someone } from '../../helpers/test-audit-log.js';

const client = { ipAddress: '203.0.113.9', userAgent: 'Browser', requestId: 'request-1' };
const denial: Denial = { actorId: someone, coordinate: 'Query.users', code: 'FORBIDDEN', client };
let now: number;
let written: { readonly event: DomainEvent; readonly requestId: string | undefined }[];
let lost: number;
let fail: boolean;

beforeEach(() => {
  now = Date.parse('2026-03-01T09:30:00Z');
  written = [];
  lost = 0;
  fail = false;
});

function make() {
  const origins = createRequestOrigins();
  const dependencies: DenialsDependencies = {
    transactions: {
      run: async (work) => {
        if (fail) throw new Error('the database is away');
        return work(twin<Transaction>({}));
      },
      reader: twin<Transaction>({}),
    },
    events: {
      publish: async (_, event) => {
        written.push({ event, requestId: origins.current()?.requestId });
      },
    },
    origins,
    clock: { now: () => new Date(now) },
    onLost: (count) => {
      lost += count;
    },
  };
  return createDenials(dependencies);
}

test('a refusal is written down with who, where and why, and with the request it was asked in', async () => {
  const denials = make();

  denials.note(denial);
  await denials.drain();

  expect(written).toEqual([
    {
      requestId: 'request-1',
      event: {
        type: 'access.denied',
        occurredAt: new Date(now),
        actor: { type: 'USER', id: someone },
        subjectId: null,
        outcome: 'DENIED',
        resource: { type: 'field', id: 'Query.users' },
        reason: 'FORBIDDEN',
      },
    },
  ]);
});

test('the same again is silent for a minute; another place or another code is not', async () => {
  const denials = make();

  for (let times = 0; times < 100; times += 1) denials.note(denial);
  denials.note({ ...denial, coordinate: 'Query.user' });
  denials.note({ ...denial, code: 'STEP_UP_REQUIRED' });
  await denials.drain();
  now += 59_999;
  denials.note(denial);
  await denials.drain();
  const beforeTheMinute = written.length;
  now += 1;
  denials.note(denial);
  await denials.drain();

  expect([beforeTheMinute, written.length]).toEqual([3, 4]);
});

test('a flood waits in bounded memory, and what is lost is told', async () => {
  const denials = make();

  for (let place = 0; place < 5_000; place += 1) denials.note({ ...denial, coordinate: `Query.f${place}` });
  await denials.drain();

  // The first one is being written while the others wait.
  expect(written.length).toBe(1_001);
  expect(lost).toBe(3_999);
});

test('a database that is away loses refusals, tells it, and never throws', async () => {
  const denials = make();
  fail = true;

  denials.note(denial);
  await denials.drain();
  fail = false;
  denials.note({ ...denial, coordinate: 'Query.user' });
  await denials.drain();

  expect([lost, written.length]).toEqual([1, 1]);
});
