import { describe, expect, test } from '@jest/globals';
import type { VerifiedPasswordWork } from '../../../src/modules/login/password-verifier.js';
import type { User } from '../../../src/modules/users/index.js';
import { DomainError } from '../../../src/shared/index.js';
import { stub } from '../../helpers/stub.js';
import { ada, attempt, createFixture } from './password-verifier-fixture.js';

describe('the proof of a password', () => {
  test('counts first, compares outside the transaction, gives back, and then acts', async () => {
    const fixture = createFixture();

    const outcome = await attempt(fixture);

    expect(outcome).toEqual({ result: 'done' });
    expect(fixture.log).toEqual([
      'find',
      'credential',
      'attempt',
      'address',
      'verify stored',
      'attempt back',
      'address back',
      'begin',
      'credential',
      'commit',
    ]);
  });

  test('asks the same questions for an unknown name, a missing password and a wrong one, keeps the count, and tells the log alone which', async () => {
    const wrong = createFixture();
    const passwordless = Object.assign(createFixture(), { hash: null });
    const unknown = Object.assign(createFixture(), { hash: null });

    const outcomes = [
      await attempt(wrong, { given: 'something else' }),
      await attempt(passwordless),
      await attempt(unknown, { find: null }),
    ];

    expect(outcomes).toEqual([null, null, null]);
    const counted = ['find', 'credential', 'attempt', 'address'];
    expect(wrong.log).toEqual([...counted, 'verify stored', 'failed WRONG_PASSWORD']);
    expect(passwordless.log).toEqual([...counted, 'verify null', 'failed NO_PASSWORD']);
    expect(unknown.log).toEqual([...counted, 'verify null', 'failed UNKNOWN_NAME']);
    expect([...wrong.told, ...unknown.told]).toEqual([
      { subjectId: ada.id, caller: null, reason: 'WRONG_PASSWORD' },
      { subjectId: null, caller: null, reason: 'UNKNOWN_NAME' },
    ]);
  });

  test('compares nothing when what was typed has been guessed at too often, and asks the address nothing', async () => {
    const fixture = createFixture();
    const refusal = new DomainError({ reason: 'TOO_MANY_ATTEMPTS', message: 'Too many.' });
    fixture.onChargeAttempt = () => {
      throw refusal;
    };

    await expect(attempt(fixture)).rejects.toBe(refusal);

    expect(fixture.log).toEqual(['find', 'credential', 'attempt', 'throttled TOO_MANY_ATTEMPTS of name ada']);
  });

  test('compares nothing when the address has used its budget up, and does not count it on the name', async () => {
    const fixture = createFixture();
    const refusal = new DomainError({ reason: 'RATE_LIMITED', message: 'Too many.' });
    fixture.onChargeAddress = () => {
      throw refusal;
    };

    await expect(attempt(fixture)).rejects.toBe(refusal);

    expect(fixture.log.slice(2)).toEqual([
      'attempt',
      'address',
      'attempt back',
      'throttled RATE_LIMITED of 203.0.113.1',
    ]);
  });

  test('gives the count back when nothing was compared, so that a busy server locks nobody out', async () => {
    const fixture = createFixture();
    const busy = new DomainError({ reason: 'SERVICE_UNAVAILABLE', message: 'Busy.' });
    fixture.onVerify = () => {
      throw busy;
    };

    await expect(attempt(fixture)).rejects.toBe(busy);

    expect(fixture.log.slice(-2)).toEqual(['attempt back', 'address back']);
  });

  test('lets a device that says it is known wait for nobody else at the same name', async () => {
    const fixture = createFixture();

    await attempt(fixture);
    await attempt(fixture);
    await attempt(fixture, { device: 'a text' });

    expect(new Set(fixture.queueKeys).size).toBe(2);
    expect(fixture.queueKeys[0]).toBe(fixture.queueKeys[1]);
  });

  test('tells of who was turned away after a right password', async () => {
    const fixture = createFixture();
    const refusal = new DomainError({ reason: 'ACCOUNT_DISABLED', message: 'Disabled.' });
    const refusing: VerifiedPasswordWork<null, string> = {
      prepare: async () => null,
      run: () => Promise.reject(refusal),
    };

    await expect(attempt(fixture, { work: refusing })).rejects.toBe(refusal);

    expect(fixture.told).toEqual([{ subjectId: ada.id, caller: null, reason: 'ACCOUNT_DISABLED' }]);
  });

  test('stores the upgraded hash in the transaction of the act', async () => {
    const fixture = Object.assign(createFixture(), { hash: 'old' });

    await attempt(fixture);

    expect(fixture.log.slice(-3)).toEqual(['credential', 'upgrade old to new', 'commit']);
  });

  test('lets nobody in with a password that was changed between the comparison and the lock', async () => {
    const fixture = createFixture();
    const changing: VerifiedPasswordWork<null, string> = {
      prepare: async () => {
        fixture.hash = `changed ${fixture.log.length}`;
        return null;
      },
      run: async () => 'done',
    };

    const outcome = await attempt(fixture, { work: changing });

    expect(outcome).toBeNull();
  });

  test('compares once more when only the hash was renewed meanwhile, as a login in parallel does', async () => {
    const fixture = createFixture();
    let renewals = 0;
    const renewing: VerifiedPasswordWork<null, string> = {
      prepare: async () => {
        renewals += 1;
        if (renewals === 1) fixture.hash = 'renewed';
        return null;
      },
      run: async () => 'done',
    };

    const outcome = await attempt(fixture, { work: renewing });

    expect(outcome).toEqual({ result: 'done' });
    expect(fixture.log.filter((entry) => entry.startsWith('verify'))).toEqual([
      'verify stored',
      'verify renewed',
    ]);
    expect(fixture.log.filter((entry) => entry === 'attempt')).toHaveLength(2);
    expect(fixture.log.filter((entry) => entry === 'attempt back')).toHaveLength(2);
  });

  test.each([null, stub<User>({ ...ada, id: ada.id, status: 'DELETED' })])(
    'lets nobody in who is gone when the row is locked (%#)',
    async (locked) => {
      const fixture = Object.assign(createFixture(), { locked });

      expect(await attempt(fixture)).toBeNull();
    },
  );
});
