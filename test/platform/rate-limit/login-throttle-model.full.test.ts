import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  type AttemptSubject,
  type ChargedAttempt,
  createRateLimitModule,
  type LoginThrottlePolicy,
  rateLimitTables,
} from '../../../src/platform/rate-limit/index.js';
import { createKeyedHash, DomainError } from '../../../src/shared/index.js';
import { fc } from '../../helpers/fast-check.js';
import { openTestDatabase, type TestDatabase } from '../../helpers/test-database.js';

/** Small numbers, so that every limit is reached often. */
const policy: LoginThrottlePolicy = {
  freeFailures: 3,
  windowSeconds: 60,
  freeFailuresInAll: 6,
  forgottenAfterSeconds: 600,
  firstDelaySeconds: 5,
  longestDelaySeconds: 30,
};

type Step =
  | { readonly do: 'attempt' }
  | { readonly do: 'wait'; readonly seconds: number }
  /** Refunds one of the accepted attempts, none of them twice. */
  | { readonly do: 'refund'; readonly which: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Step>({ do: 'attempt' }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.nat(40) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.nat(700) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('refund' as const), which: fc.nat(5) }) },
);

/** A count with the end of its window, in seconds. */
interface Window {
  count: number;
  readonly end: number;
}

/**
 * A plain model of the rule that the SQL statement implements. Returns a refund function, or the seconds to
 * wait.
 */
function createReference(): (now: number) => { readonly wait: number } | { readonly refund: () => void } {
  const none: Window = { count: 0, end: 0 };
  let recent = none;
  let all = none;
  let lock: { readonly end: number } | null = null;
  return (now) => {
    if (lock !== null && now < lock.end) return { wait: lock.end - now };
    const hasJustWaited = lock !== null && lock.end > now - policy.windowSeconds;
    if (now >= recent.end) recent = { count: 0, end: now + policy.windowSeconds };
    if (now >= all.end) all = { count: 0, end: now + policy.forgottenAfterSeconds };
    recent.count += 1;
    all.count += 1;
    const isFree = recent.count < policy.freeFailures && all.count < policy.freeFailuresInAll;
    const doublings = Math.max(0, all.count - policy.freeFailures);
    const delay = Math.min(policy.longestDelaySeconds, policy.firstDelaySeconds * 2 ** doublings);
    lock = isFree && !hasJustWaited ? null : { end: now + delay };
    const own = { recent, all, lock };
    const refund = (): void => {
      own.recent.count -= 1;
      own.all.count -= 1;
      const isInTime = recent === own.recent && all === own.all;
      const isFreeAgain = recent.count < policy.freeFailures && all.count < policy.freeFailuresInAll;
      if ((own.lock !== null && lock?.end === own.lock.end) || (isInTime && isFreeAgain)) lock = null;
    };
    return { refund };
  };
}

let opened: TestDatabase;
let names = 0;

beforeAll(async () => {
  opened = await openTestDatabase(rateLimitTables);
});
afterAll(() => opened.close());

test('the database counts like the model, for any sequence of attempts, delays and refunds', async () => {
  let now = 0;
  const { loginThrottle } = createRateLimitModule({
    transactions: opened.database.transactions,
    keyedHash: createKeyedHash(Buffer.alloc(32, 1)),
    clock: { now: () => new Date(Date.UTC(2026, 2, 1) + now * 1000) },
    loginThrottlePolicy: policy,
  });
  const charge = async (subject: AttemptSubject): Promise<{ readonly wait: number } | ChargedAttempt> => {
    try {
      return await loginThrottle.chargeAttempt(subject);
    } catch (error) {
      if (!(error instanceof DomainError) || error.reason !== 'TOO_MANY_ATTEMPTS') throw error;
      return { wait: error.refusals[0].retryAfterSeconds ?? Number.NaN };
    }
  };

  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      names += 1;
      const subject: AttemptSubject = { by: 'NAME', identifier: `name${names}`, account: null, device: null };
      const reference = createReference();
      const open: (readonly [ChargedAttempt, { readonly refund: () => void }])[] = [];
      for (const next of steps) {
        if (next.do === 'wait') now += next.seconds;
        if (next.do === 'refund') {
          const [given] = open.splice(next.which % Math.max(1, open.length), 1);
          await given?.[0].refund();
          given?.[1].refund();
        }
        if (next.do !== 'attempt') continue;
        const [counted, expected] = [await charge(subject), reference(now)];
        if ('wait' in expected || 'wait' in counted) expect(counted).toEqual(expected);
        else open.push([counted, expected]);
      }
    }),
    { numRuns: 100 },
  );
});
