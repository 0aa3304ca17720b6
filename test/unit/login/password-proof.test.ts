import { describe, expect, test } from '@jest/globals';
import { DomainError, type Transaction, type Transactions, type UserId } from '../../../src/kernel/index.js';
import type { FailureBudget } from '../../../src/limits/index.js';
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
}

function world(): World {
  const log: string[] = [];
  const here: World = { proof: twin({}), log, locked: ada, hash: 'stored', onVerify: () => {} };
  const failedLogins: FailureBudget = {
    charge: async () => void log.push('charge'),
    refund: async () => void log.push('refund'),
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
  const proof = createPasswordProof({ transactions, users, passwords, credentials, failedLogins });
  return Object.assign(here, { proof });
}

const nothing: ProvenWork<null, string> = { prepare: async () => null, run: async () => 'done' };

function attempt(
  { proof, log }: World,
  { given = password, find = ada as User | null, work = nothing } = {},
): Promise<{ readonly result: string } | null> {
  const attempted = {
    find: async () => {
      log.push('find');
      return find;
    },
    password: given,
    ipAddress: '203.0.113.1',
  };
  return proof.attempt(attempted, work);
}

describe('the proof of a password', () => {
  test('charges first, compares outside the transaction, gives back, and then acts', async () => {
    const here = world();

    const outcome = await attempt(here);

    expect(outcome).toEqual({ result: 'done' });
    expect(here.log).toEqual([
      'charge',
      'find',
      'credential',
      'verify stored',
      'refund',
      'begin',
      'credential',
      'commit',
    ]);
  });

  test('asks the same questions for an unknown name, a missing password and a wrong one, and keeps the charge', async () => {
    const wrong = world();
    const passwordless = Object.assign(world(), { hash: null });
    const unknown = Object.assign(world(), { hash: null });

    const outcomes = [
      await attempt(wrong, { given: 'something else' }),
      await attempt(passwordless),
      await attempt(unknown, { find: null }),
    ];

    expect(outcomes).toEqual([null, null, null]);
    expect(wrong.log).toEqual(['charge', 'find', 'credential', 'verify stored']);
    expect(passwordless.log).toEqual(['charge', 'find', 'credential', 'verify null']);
    expect(unknown.log).toEqual(passwordless.log);
  });

  test('compares nothing when the address has used its budget up', async () => {
    const here = world();
    const refusal = new DomainError({ reason: 'RATE_LIMITED', message: 'Too many.' });
    const log: string[] = [];
    const failedLogins = {
      charge: () => Promise.reject(refusal),
      refund: async () => void log.push('refund'),
    };
    const proof = createPasswordProof({
      transactions: twin({}),
      users: twin({}),
      passwords: twin({}),
      credentials: twin({}),
      failedLogins,
    });

    const attempted = attempt(Object.assign(here, { proof }));

    await expect(attempted).rejects.toBe(refusal);
    expect(here.log).toEqual([]);
    expect(log).toEqual([]);
  });

  test('gives the charge back when nothing was compared, so that a busy server locks nobody out', async () => {
    const here = world();
    const busy = new DomainError({ reason: 'SERVICE_UNAVAILABLE', message: 'Busy.' });
    here.onVerify = () => {
      throw busy;
    };

    await expect(attempt(here)).rejects.toBe(busy);

    expect(here.log.slice(-1)).toEqual(['refund']);
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
    expect(here.log.filter((entry) => entry === 'charge')).toHaveLength(2);
    expect(here.log.filter((entry) => entry === 'refund')).toHaveLength(2);
  });

  test.each([null, twin<User>({ ...ada, id: ada.id, status: 'DELETED' })])(
    'lets nobody in who is gone when the row is locked (%#)',
    async (locked) => {
      const here = Object.assign(world(), { locked });

      expect(await attempt(here)).toBeNull();
    },
  );
});
