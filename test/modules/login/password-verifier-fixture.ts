import type { ActorTransactions } from '../../../src/modules/access/index.js';
import type { FailedAttempt } from '../../../src/modules/login/failed-attempts.js';
import {
  createPasswordVerifier,
  type PasswordVerifier,
  type VerifiedPasswordWork,
} from '../../../src/modules/login/password-verifier.js';
import type { PasswordCredentials, PasswordHash, Passwords } from '../../../src/modules/passwords/index.js';
import type { User, Users } from '../../../src/modules/users/index.js';
import type { AttemptSubject, ChargedAttempt } from '../../../src/platform/rate-limit/index.js';
import type { Transaction, UserId } from '../../../src/shared/index.js';
import { stub } from '../../helpers/stub.js';

export const ada = stub<User>({ id: '01890000-0000-7000-8000-000000000001' as UserId, status: 'ACTIVE' });
const password = 'correct horse battery staple';

/** A password verifier with stubs for all dependencies, and a log of their calls. */
export interface PasswordVerifierFixture {
  readonly passwordVerifier: PasswordVerifier;
  /** The calls, in order. */
  readonly log: string[];
  /** The user that is locked in the transaction; null when deleted in the meantime. */
  locked: User | null;
  hash: string | null;
  /** Called before anything else. */
  onAssertAccepting: () => void;
  /** Called for every comparison. */
  onVerify: () => void;
  /** Called when the identifier and the address are charged. */
  onChargeAttempt: (at: AttemptSubject) => ChargedAttempt;
  readonly recorded: FailedAttempt[];
  /** The keys of the queues that attempts waited in. */
  readonly queueKeys: string[];
}

/** Creates a verifier with one user, Ada, and her password; it never throttles. */
export function createFixture(): PasswordVerifierFixture {
  const log: string[] = [];
  const fixture: PasswordVerifierFixture = {
    passwordVerifier: stub({}),
    log,
    locked: ada,
    hash: 'stored',
    onAssertAccepting: () => {},
    onVerify: () => {},
    onChargeAttempt: () => ({ refund: async () => void log.push('refund attempt') }),
    recorded: [],
    queueKeys: [],
  };
  const transactions = stub<ActorTransactions>({
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
    assertAccepting: async () => fixture.onAssertAccepting(),
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
      chargeAttemptFrom: async (_ipAddress, at) => {
        log.push('charge attempt');
        return fixture.onChargeAttempt(at);
      },
    },
    devices: { identifyDevice: () => null, issueDeviceCookie: () => '' },
    failedAttempts: {
      recordFailedAttempt: async (attempt) => {
        log.push(`failed ${attempt.reason}`);
        fixture.recorded.push(attempt);
      },
      recordThrottledAttempt: async ({ reason }, countedOn) =>
        void log.push(`throttled ${reason} for ${countedOn}`),
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

const emptyWork: VerifiedPasswordWork<null, string> = { prepare: async () => null, run: async () => 'done' };

/** Attempts to log in as Ada with the right password, unless given otherwise. */
export function attemptLogin(
  fixture: PasswordVerifierFixture,
  { given = password, find = ada as User | null, work = emptyWork, device = null as string | null } = {},
): Promise<{ readonly result: string } | null> {
  const { passwordVerifier, log } = fixture;
  const passwordAttempt = {
    find: async () => {
      log.push('find');
      const hash = fixture.hash as PasswordHash | null;
      return {
        user: find,
        credential: hash === null ? null : { hash, mustChange: false, changedAt: new Date(0) },
      };
    },
    password: given,
    client: { ipAddress: '203.0.113.1', userAgent: null, requestId: 'request-1' },
    claimedIdentity: { by: 'NAME', identifier: 'ada', device } as const,
  };
  return passwordVerifier.withVerifiedPassword(passwordAttempt, work);
}
