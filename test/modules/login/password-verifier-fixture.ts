import type { FailedAttempt } from '../../../src/modules/login/failed-attempts.js';
import {
  createPasswordVerifier,
  type PasswordVerifier,
  type VerifiedPasswordWork,
} from '../../../src/modules/login/password-verifier.js';
import type { PasswordCredentials, PasswordHash, Passwords } from '../../../src/modules/passwords/index.js';
import type { User, Users } from '../../../src/modules/users/index.js';
import type { AttemptSubject, ChargedAttempt } from '../../../src/platform/rate-limit/index.js';
import type { Transaction, Transactions, UserId } from '../../../src/shared/index.js';
import { stub } from '../../helpers/stub.js';

/** Whose password is proven. */
export const ada = stub<User>({ id: '01890000-0000-7000-8000-000000000001' as UserId, status: 'ACTIVE' });
const password = 'correct horse battery staple';

/** A passwordVerifier over twins, and what it did with them. */
export interface PasswordVerifierFixture {
  readonly passwordVerifier: PasswordVerifier;
  /** What happened, in order. */
  readonly log: string[];
  /** Who is locked for the transaction; null when gone meanwhile. */
  locked: User | null;
  hash: string | null;
  /** Called when a password is compared. */
  onVerify: () => void;
  /** How what was typed, and the address, are counted. */
  onChargeAttempt: (at: AttemptSubject) => ChargedAttempt;
  onChargeAddress: () => void;
  readonly told: FailedAttempt[];
  /** Whose turn it was. */
  readonly queueKeys: string[];
}

/** A passwordVerifier that finds Ada with the right password, counts nothing too often, and is never busy. */
export function createFixture(): PasswordVerifierFixture {
  const log: string[] = [];
  const fixture: PasswordVerifierFixture = {
    passwordVerifier: stub({}),
    log,
    locked: ada,
    hash: 'stored',
    onVerify: () => {},
    onChargeAttempt: () => ({ refund: async () => void log.push('attempt back') }),
    onChargeAddress: () => {},
    told: [],
    queueKeys: [],
  };
  const transactions = stub<Transactions>({
    reader: stub({}),
    run: async (work) => {
      log.push('begin');
      const result = await work(stub<Transaction>({}));
      log.push('commit');
      return result;
    },
  });
  const credentials = stub<PasswordCredentials>({
    find: async () => {
      log.push('credential');
      if (fixture.hash === null) return null;
      return { hash: fixture.hash as PasswordHash, mustChange: false, changedAt: new Date(0) };
    },
    upgrade: async (_, __, from, to) => void log.push(`upgrade ${from} to ${to}`),
  });
  const passwords = stub<Passwords>({
    verify: async (given, stored) => {
      log.push(`verify ${stored}`);
      fixture.onVerify();
      const matches = stored !== null && given === password;
      return { matches, replacement: matches && stored === 'old' ? ('new' as PasswordHash) : null };
    },
  });
  const users = stub<Users>({ lock: async () => fixture.locked });
  const passwordVerifier = createPasswordVerifier({
    transactions,
    users,
    passwords,
    credentials,
    loginThrottle: {
      charge: async (at) => {
        log.push('attempt');
        return fixture.onChargeAttempt(at);
      },
    },
    addressFailures: {
      charge: async () => {
        log.push('address');
        fixture.onChargeAddress();
        return { refund: async () => void log.push('address back') };
      },
    },
    devices: { identifyDevice: () => null, issueDeviceCookie: () => '' },
    failedAttempts: {
      recordFailedAttempt: async (attempt) => {
        log.push(`failed ${attempt.reason}`);
        fixture.told.push(attempt);
      },
      recordThrottledAttempt: async ({ reason }, countedOn) =>
        void log.push(`throttled ${reason} of ${countedOn}`),
    },
    attemptQueue: {
      enqueue: (key, work) => {
        fixture.queueKeys.push(key);
        return work();
      },
    },
  });
  return Object.assign(fixture, { passwordVerifier });
}

const nothing: VerifiedPasswordWork<null, string> = { prepare: async () => null, run: async () => 'done' };

/** An attempt at Ada's name with the right password, unless something else is given. */
export function attempt(
  { passwordVerifier, log }: PasswordVerifierFixture,
  { given = password, find = ada as User | null, work = nothing, device = null as string | null } = {},
): Promise<{ readonly result: string } | null> {
  const attempted = {
    find: async () => {
      log.push('find');
      return find;
    },
    password: given,
    client: { ipAddress: '203.0.113.1', userAgent: null, requestId: 'request-1' },
    claimedIdentity: { by: 'NAME', identifier: 'ada', device } as const,
  };
  return passwordVerifier.withVerifiedPassword(attempted, work);
}
