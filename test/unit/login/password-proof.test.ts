import { describe, expect, test } from '@jest/globals';
import { DomainError, type Transaction, type Transactions, type UserId } from '../../../src/kernel/index.js';
import type { Guess, GuessedAt } from '../../../src/limits/index.js';
import type { FailedAttempt } from '../../../src/login/failed-attempts.js';
import {
  createPasswordProof,
  type PasswordProof,
  type ProvenWork,
} from '../../../src/login/password-proof.js';
import type { PasswordCredentials, PasswordHash, Passwords } from '../../../src/passwords/index.js';
import type { User, Users } from '../../../src/users/index.js';
import { twin } from '../../support/twin.js';

const ada = twin<User>({ id: '01890000-0000-7000-8000-000000000001' as UserId, status: 'ACTIVE' });
const password = 'correct horse battery staple';

interface World {
  readonly proof: PasswordProof;
  /** What happened, in order. */
  readonly log: string[];
  /** Who is locked for the transaction; null when gone meanwhile. */
  locked: User | null;
  hash: string | null;
  /** Called when a password is compared. */
  onVerify: () => void;
  /** How what was typed, and the address, are counted. */
  onGuess: (at: GuessedAt) => Guess;
  onAddress: () => void;
  readonly told: FailedAttempt[];
  /** Whose turn it was. */
  readonly turns: string[];
}

function world(): World {
  const log: string[] = [];
  const here: World = {
    proof: twin({}),
    log,
    locked: ada,
    hash: 'stored',
    onVerify: () => {},
    onGuess: () => ({ giveBack: async () => void log.push('guess back') }),
    onAddress: () => {},
    told: [],
    turns: [],
  };
  const transactions = twin<Transactions>({
    reader: twin({}),
    run: async (work) => {
      log.push('begin');
      const result = await work(twin<Transaction>({}));
      log.push('commit');
      return result;
    },
  });
  const credentials = twin<PasswordCredentials>({
    find: async () => {
      log.push('credential');
      if (here.hash === null) return null;
      return { hash: here.hash as PasswordHash, mustChange: false, changedAt: new Date(0) };
    },
    upgrade: async (_, __, from, to) => void log.push(`upgrade ${from} to ${to}`),
  });
  const passwords = twin<Passwords>({
    verify: async (given, stored) => {
      log.push(`verify ${stored}`);
      here.onVerify();
      const matches = stored !== null && given === password;
      return { matches, replacement: matches && stored === 'old' ? ('new' as PasswordHash) : null };
    },
  });
  const users = twin<Users>({ lock: async () => here.locked });
  const proof = createPasswordProof({
    transactions,
    users,
    passwords,
    credentials,
    guesses: {
      charge: async (at) => {
        log.push('guess');
        return here.onGuess(at);
      },
    },
    addressFailures: {
      charge: async () => {
        log.push('address');
        here.onAddress();
        return { giveBack: async () => void log.push('address back') };
      },
    },
    devices: { recognise: () => null, remember: () => '' },
    failedAttempts: {
      tellFailed: async (attempt) => {
        log.push(`failed ${attempt.reason}`);
        here.told.push(attempt);
      },
      tellThrottled: async ({ reason }, countedOn) => void log.push(`throttled ${reason} of ${countedOn}`),
    },
    turns: {
      take: (key, work) => {
        here.turns.push(key);
        return work();
      },
    },
  });
  return Object.assign(here, { proof });
}

const nothing: ProvenWork<null, string> = { prepare: async () => null, run: async () => 'done' };

function attempt(
  { proof, log }: World,
  { given = password, find = ada as User | null, work = nothing, device = null as string | null } = {},
): Promise<{ readonly result: string } | null> {
  const attempted = {
    find: async () => {
      log.push('find');
      return find;
    },
    password: given,
    client: { ipAddress: '203.0.113.1', userAgent: null, requestId: 'request-1' },
    who: { by: 'NAME', identifier: 'ada', device } as const,
  };
  return proof.attempt(attempted, work);
}

describe('the proof of a password', () => {
  test('counts first, compares outside the transaction, gives back, and then acts', async () => {
    const here = world();

    const outcome = await attempt(here);

    expect(outcome).toEqual({ result: 'done' });
    expect(here.log).toEqual([
      'find',
      'credential',
      'guess',
      'address',
      'verify stored',
      'guess back',
      'address back',
      'begin',
      'credential',
      'commit',
    ]);
  });

  test('asks the same questions for an unknown name, a missing password and a wrong one, keeps the count, and tells the log alone which', async () => {
    const wrong = world();
    const passwordless = Object.assign(world(), { hash: null });
    const unknown = Object.assign(world(), { hash: null });

    const outcomes = [
      await attempt(wrong, { given: 'something else' }),
      await attempt(passwordless),
      await attempt(unknown, { find: null }),
    ];

    expect(outcomes).toEqual([null, null, null]);
    const counted = ['find', 'credential', 'guess', 'address'];
    expect(wrong.log).toEqual([...counted, 'verify stored', 'failed WRONG_PASSWORD']);
    expect(passwordless.log).toEqual([...counted, 'verify null', 'failed NO_PASSWORD']);
    expect(unknown.log).toEqual([...counted, 'verify null', 'failed UNKNOWN_NAME']);
    expect([...wrong.told, ...unknown.told]).toEqual([
      { subjectId: ada.id, caller: null, reason: 'WRONG_PASSWORD' },
      { subjectId: null, caller: null, reason: 'UNKNOWN_NAME' },
    ]);
  });

  test('compares nothing when what was typed has been guessed at too often, and asks the address nothing', async () => {
    const here = world();
    const refusal = new DomainError({ reason: 'TOO_MANY_ATTEMPTS', message: 'Too many.' });
    here.onGuess = () => {
      throw refusal;
    };

    await expect(attempt(here)).rejects.toBe(refusal);

    expect(here.log).toEqual(['find', 'credential', 'guess', 'throttled TOO_MANY_ATTEMPTS of name ada']);
  });

  test('compares nothing when the address has used its budget up, and does not count it on the name', async () => {
    const here = world();
    const refusal = new DomainError({ reason: 'RATE_LIMITED', message: 'Too many.' });
    here.onAddress = () => {
      throw refusal;
    };

    await expect(attempt(here)).rejects.toBe(refusal);

    expect(here.log.slice(2)).toEqual([
      'guess',
      'address',
      'guess back',
      'throttled RATE_LIMITED of 203.0.113.1',
    ]);
  });

  test('gives the count back when nothing was compared, so that a busy server locks nobody out', async () => {
    const here = world();
    const busy = new DomainError({ reason: 'SERVICE_UNAVAILABLE', message: 'Busy.' });
    here.onVerify = () => {
      throw busy;
    };

    await expect(attempt(here)).rejects.toBe(busy);

    expect(here.log.slice(-2)).toEqual(['guess back', 'address back']);
  });

  test('lets a device that says it is known wait for nobody else at the same name', async () => {
    const here = world();

    await attempt(here);
    await attempt(here);
    await attempt(here, { device: 'a text' });

    expect(new Set(here.turns).size).toBe(2);
    expect(here.turns[0]).toBe(here.turns[1]);
  });

  test('tells of who was turned away after a right password', async () => {
    const here = world();
    const refusal = new DomainError({ reason: 'ACCOUNT_DISABLED', message: 'Disabled.' });
    const refusing: ProvenWork<null, string> = {
      prepare: async () => null,
      run: () => Promise.reject(refusal),
    };

    await expect(attempt(here, { work: refusing })).rejects.toBe(refusal);

    expect(here.told).toEqual([{ subjectId: ada.id, caller: null, reason: 'ACCOUNT_DISABLED' }]);
  });

  test('stores the upgraded hash in the transaction of the act', async () => {
    const here = Object.assign(world(), { hash: 'old' });

    await attempt(here);

    expect(here.log.slice(-3)).toEqual(['credential', 'upgrade old to new', 'commit']);
  });

  test('lets nobody in with a password that was changed between the comparison and the lock', async () => {
    const here = world();
    const changing: ProvenWork<null, string> = {
      prepare: async () => {
        here.hash = `changed ${here.log.length}`;
        return null;
      },
      run: async () => 'done',
    };

    const outcome = await attempt(here, { work: changing });

    expect(outcome).toBeNull();
  });

  test('compares once more when only the hash was renewed meanwhile, as a login in parallel does', async () => {
    const here = world();
    let renewals = 0;
    const renewing: ProvenWork<null, string> = {
      prepare: async () => {
        renewals += 1;
        if (renewals === 1) here.hash = 'renewed';
        return null;
      },
      run: async () => 'done',
    };

    const outcome = await attempt(here, { work: renewing });

    expect(outcome).toEqual({ result: 'done' });
    expect(here.log.filter((entry) => entry.startsWith('verify'))).toEqual([
      'verify stored',
      'verify renewed',
    ]);
    expect(here.log.filter((entry) => entry === 'guess')).toHaveLength(2);
    expect(here.log.filter((entry) => entry === 'guess back')).toHaveLength(2);
  });

  test.each([null, twin<User>({ ...ada, id: ada.id, status: 'DELETED' })])(
    'lets nobody in who is gone when the row is locked (%#)',
    async (locked) => {
      const here = Object.assign(world(), { locked });

      expect(await attempt(here)).toBeNull();
    },
  );
});
