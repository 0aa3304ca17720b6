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
let recorded: { readonly event: DomainEvent; readonly requestId: string | undefined }[];
let lost: number;
let isDatabaseDown: boolean;

beforeEach(() => {
  now = Date.parse('2026-03-01T09:30:00Z');
  recorded = [];
  lost = 0;
  isDatabaseDown = false;
});

function createRecorder() {
  const origins = createRequestOrigins();
  const dependencies: DenialRecorderDependencies = {
    transactions: {
      run: async (work) => {
        if (isDatabaseDown) throw new Error('the database is down');
        return work(stub<Transaction>({}));
      },
      reader: stub<Transaction>({}),
    },
    events: {
      publishEvent: async (_, event) => {
        recorded.push({ event, requestId: origins.current()?.requestId });
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

test('records a denial with user, field, code and request id', async () => {
  const denialRecorder = createRecorder();

  denialRecorder.recordDenial(denial);
  await denialRecorder.flush();

  expect(recorded).toEqual([
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

test('records the same denial once per minute, other fields and codes separately', async () => {
  const denialRecorder = createRecorder();

  for (let times = 0; times < 100; times += 1) denialRecorder.recordDenial(denial);
  denialRecorder.recordDenial({ ...denial, coordinate: 'Query.user' });
  denialRecorder.recordDenial({ ...denial, code: 'STEP_UP_REQUIRED' });
  await denialRecorder.flush();
  now += 59_999;
  denialRecorder.recordDenial(denial);
  await denialRecorder.flush();
  const beforeTheMinute = recorded.length;
  now += 1;
  denialRecorder.recordDenial(denial);
  await denialRecorder.flush();

  expect([beforeTheMinute, recorded.length]).toEqual([3, 4]);
});

test('limits the number of pending denials and reports lost ones', async () => {
  const denialRecorder = createRecorder();

  for (let place = 0; place < 5_000; place += 1)
    denialRecorder.recordDenial({ ...denial, coordinate: `Query.f${place}` });
  await denialRecorder.flush();

  // One is being recorded while the others are pending.
  expect(recorded.length).toBe(1_001);
  expect(lost).toBe(3_999);
});

test('reports denials that cannot be recorded, and never throws', async () => {
  const denialRecorder = createRecorder();
  isDatabaseDown = true;

  denialRecorder.recordDenial(denial);
  await denialRecorder.flush();
  isDatabaseDown = false;
  denialRecorder.recordDenial({ ...denial, coordinate: 'Query.user' });
  await denialRecorder.flush();

  expect([lost, recorded.length]).toEqual([1, 1]);
});
