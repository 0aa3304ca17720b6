import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { VerifiedPasswordWork } from '../../../src/modules/login/password-verifier.js';
import type { User } from '../../../src/modules/users/index.js';
import { DomainError } from '../../../src/shared/index.js';
import { stub } from '../../helpers/stub.js';
import { ada, attemptLogin, createFixture } from './password-verifier-fixture.js';

describe('withVerifiedPassword', () => {
  test('charges, compares outside the transaction, refunds, and then runs the work', async () => {
    const fixture = createFixture();

    const outcome = await attemptLogin(fixture);

    expect(outcome).toEqual({ result: 'done' });
    expect(fixture.log).toEqual([
      'find',
      'charge attempt',
      'verify stored',
      'refund attempt',
      'begin',
      'credential',
      'commit',
    ]);
  });

  test('makes the same calls for an unknown name, a missing and a wrong password', async () => {
    const wrong = createFixture();
    const passwordless = Object.assign(createFixture(), { hash: null });
    const unknown = Object.assign(createFixture(), { hash: null });

    const outcomes = [
      await attemptLogin(wrong, { given: 'something else' }),
      await attemptLogin(passwordless),
      await attemptLogin(unknown, { find: null }),
    ];

    expect(outcomes).toEqual([null, null, null]);
    const counted = ['find', 'charge attempt'];
    expect(wrong.log).toEqual([...counted, 'verify stored', 'failed WRONG_PASSWORD']);
    expect(passwordless.log).toEqual([...counted, 'verify null', 'failed NO_PASSWORD']);
    expect(unknown.log).toEqual([...counted, 'verify null', 'failed UNKNOWN_NAME']);
    expect([...wrong.recorded, ...unknown.recorded]).toEqual([
      { subjectId: ada.id, caller: null, reason: 'WRONG_PASSWORD' },
      { subjectId: null, caller: null, reason: 'UNKNOWN_NAME' },
    ]);
  });

  test('does not compare when the identifier has too many failures', async () => {
    const fixture = createFixture();
    const error = new DomainError({ reason: 'TOO_MANY_ATTEMPTS', message: 'Too many.' });
    fixture.onChargeAttempt = () => {
      throw error;
    };

    await expect(attemptLogin(fixture)).rejects.toBe(error);

    expect(fixture.log).toEqual(['find', 'charge attempt', 'throttled TOO_MANY_ATTEMPTS for name ada']);
  });

  test('does not compare when the address has too many failures', async () => {
    const fixture = createFixture();
    const error = new DomainError({ reason: 'RATE_LIMITED', message: 'Too many.' });
    fixture.onChargeAttempt = () => {
      throw error;
    };

    await expect(attemptLogin(fixture)).rejects.toBe(error);

    expect(fixture.log).toEqual(['find', 'charge attempt', 'throttled RATE_LIMITED for 203.0.113.1']);
  });

  test('refunds when the password was not compared, as on an overloaded server', async () => {
    const fixture = createFixture();
    const overloaded = new DomainError({ reason: 'SERVICE_UNAVAILABLE', message: 'Busy.' });
    fixture.onVerify = () => {
      throw overloaded;
    };

    await expect(attemptLogin(fixture)).rejects.toBe(overloaded);

    expect(fixture.log.slice(-2)).toEqual(['verify stored', 'refund attempt']);
  });

  test('does nothing at all for an attempt that an overloaded server refuses', async () => {
    const fixture = createFixture();
    const overloaded = new DomainError({ reason: 'SERVICE_UNAVAILABLE', message: 'Busy.' });
    fixture.onAssertAccepting = () => {
      throw overloaded;
    };

    await expect(attemptLogin(fixture)).rejects.toBe(overloaded);

    expect(fixture.log).toEqual([]);
  });

  test('queues a device that claims to be known apart from other attempts at the name', async () => {
    const fixture = createFixture();

    await attemptLogin(fixture);
    await attemptLogin(fixture);
    await attemptLogin(fixture, { device: 'a text' });

    expect(new Set(fixture.queueKeys).size).toBe(2);
    expect(fixture.queueKeys[0]).toBe(fixture.queueKeys[1]);
  });

  test('records a login that is rejected after the right password', async () => {
    const fixture = createFixture();
    const error = new DomainError({ reason: 'ACCOUNT_DISABLED', message: 'Disabled.' });
    const rejectingWork: VerifiedPasswordWork<null, string> = {
      prepare: async () => null,
      run: () => Promise.reject(error),
    };

    await expect(attemptLogin(fixture, { work: rejectingWork })).rejects.toBe(error);

    expect(fixture.recorded).toEqual([{ subjectId: ada.id, caller: null, reason: 'ACCOUNT_DISABLED' }]);
  });

  test.each(['prepare', 'run'])(
    'refunds a right password before it throws what refused it in %s',
    async (step) => {
      const fixture = createFixture();
      fixture.onChargeAttempt = () => ({
        refund: async () => {
          await nextTurn();
          fixture.log.push('refund attempt');
        },
      });
      const error = new DomainError({ reason: 'SCOPE_NOT_ALLOWED', message: 'Too much.' });
      const refuse = () => Promise.reject(error);
      const done = async () => null;
      const work: VerifiedPasswordWork<null, string> = {
        prepare: step === 'prepare' ? refuse : done,
        run: refuse,
      };

      await expect(attemptLogin(fixture, { work })).rejects.toBe(error);

      expect(fixture.log).toContain('refund attempt');
    },
  );

  test('stores the upgraded hash in the transaction of the work', async () => {
    const fixture = Object.assign(createFixture(), { hash: 'old' });

    await attemptLogin(fixture);

    expect(fixture.log.slice(-3)).toEqual(['credential', 'upgrade old to new', 'commit']);
  });

  test('rejects a password that was changed between the comparison and the lock', async () => {
    const fixture = createFixture();
    const changingWork: VerifiedPasswordWork<null, string> = {
      prepare: async () => {
        fixture.hash = `changed ${fixture.log.length}`;
        return null;
      },
      run: async () => 'done',
    };

    const outcome = await attemptLogin(fixture, { work: changingWork });

    expect(outcome).toBeNull();
  });

  test('compares once more when only the hash was upgraded by a concurrent login', async () => {
    const fixture = createFixture();
    let upgrades = 0;
    const upgradingWork: VerifiedPasswordWork<null, string> = {
      prepare: async () => {
        upgrades += 1;
        if (upgrades === 1) fixture.hash = 'upgraded';
        return null;
      },
      run: async () => 'done',
    };

    const outcome = await attemptLogin(fixture, { work: upgradingWork });

    expect(outcome).toEqual({ result: 'done' });
    expect(fixture.log.filter((entry) => entry.startsWith('verify'))).toEqual([
      'verify stored',
      'verify upgraded',
    ]);
    expect(fixture.log.filter((entry) => entry === 'charge attempt')).toHaveLength(2);
    expect(fixture.log.filter((entry) => entry === 'refund attempt')).toHaveLength(2);
  });

  test.each([null, stub<User>({ ...ada, id: ada.id, status: 'DELETED' })])(
    'rejects a user who is deleted when the row is locked (%#)',
    async (locked) => {
      const fixture = Object.assign(createFixture(), { locked });

      expect(await attemptLogin(fixture)).toBeNull();
    },
  );
});
