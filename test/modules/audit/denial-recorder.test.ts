import { beforeEach, expect, test } from '@jest/globals';
import {
  createDenialRecorder,
  type Denial,
  type DenialRecorderDependencies,
} from '../../../src/modules/audit/denial-recorder.js';
import { createRequestOrigins, type DomainEvent, type Transaction } from '../../../src/shared/index.js';
import { stub } from '../../helpers/stub.js';
import { userId } from '../../helpers/test-audit-log.js';

const client = { ipAddress: '203.0.113.9', userAgent: 'Browser', requestId: 'request-1' };
const denial: Denial = { actorId: userId, coordinate: 'Query.users', code: 'FORBIDDEN', client };
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
  const dependencies: DenialRecorderDependencies = {
    transactions: {
      run: async (work) => {
        if (fail) throw new Error('the database is away');
        return work(stub<Transaction>({}));
      },
      reader: stub<Transaction>({}),
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
  return createDenialRecorder(dependencies);
}

test('a refusal is written down with who, where and why, and with the request it was asked in', async () => {
  const denialRecorder = make();

  denialRecorder.recordDenial(denial);
  await denialRecorder.flush();

  expect(written).toEqual([
    {
      requestId: 'request-1',
      event: {
        type: 'access.denied',
        occurredAt: new Date(now),
        actor: { type: 'USER', id: userId },
        subjectId: null,
        outcome: 'DENIED',
        resource: { type: 'field', id: 'Query.users' },
        reason: 'FORBIDDEN',
      },
    },
  ]);
});

test('the same again is silent for a minute; another place or another code is not', async () => {
  const denialRecorder = make();

  for (let times = 0; times < 100; times += 1) denialRecorder.recordDenial(denial);
  denialRecorder.recordDenial({ ...denial, coordinate: 'Query.user' });
  denialRecorder.recordDenial({ ...denial, code: 'STEP_UP_REQUIRED' });
  await denialRecorder.flush();
  now += 59_999;
  denialRecorder.recordDenial(denial);
  await denialRecorder.flush();
  const beforeTheMinute = written.length;
  now += 1;
  denialRecorder.recordDenial(denial);
  await denialRecorder.flush();

  expect([beforeTheMinute, written.length]).toEqual([3, 4]);
});

test('a flood waits in bounded memory, and what is lost is told', async () => {
  const denialRecorder = make();

  for (let place = 0; place < 5_000; place += 1)
    denialRecorder.recordDenial({ ...denial, coordinate: `Query.f${place}` });
  await denialRecorder.flush();

  // The first one is being written while the others wait.
  expect(written.length).toBe(1_001);
  expect(lost).toBe(3_999);
});

test('a database that is away loses refusals, tells it, and never throws', async () => {
  const denialRecorder = make();
  fail = true;

  denialRecorder.recordDenial(denial);
  await denialRecorder.flush();
  fail = false;
  denialRecorder.recordDenial({ ...denial, coordinate: 'Query.user' });
  await denialRecorder.flush();

  expect([lost, written.length]).toEqual([1, 1]);
});
