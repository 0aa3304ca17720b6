import { describe, expect, test } from '@jest/globals';
import type { ProvenWork } from '../../../src/modules/login/password-verifier.js';
import type { User } from '../../../src/modules/users/index.js';
import { DomainError } from '../../../src/shared/index.js';
import { twin } from '../../helpers/stub.js';
import { ada, attempt, world } from './password-verifier-fixture.js';

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
