import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CurrentUser, cliActor } from '../../../src/modules/access/index.js';
import { type Bcrypt, bcrypt } from '../../../src/modules/passwords/password-hash.js';
import { createTestApp, goodPassword, type TestApp } from '../../helpers/create-test-app.js';
import { describeOnPostgres } from '../../helpers/test-database.js';
import { signIn } from './login-requests.js';

/** Counts comparisons, and runs `afterHash` once after the next hash. */
let comparisons = 0;
let afterHash: (() => Promise<void>) | null = null;
const countingBcrypt: Bcrypt = {
  hash: async (secret, cost) => {
    const hash = await bcrypt.hash(secret, cost);
    const callback = afterHash;
    afterHash = null;
    await callback?.();
    return hash;
  },
  compare: (secret, hash) => {
    comparisons += 1;
    return bcrypt.compare(secret, hash);
  },
};

let testApp: TestApp;
beforeAll(async () => {
  testApp = await createTestApp({ bcrypt: countingBcrypt });
});
afterAll(() => testApp.close());

/** The first is the password of new users. */
const passwords = [
  goodPassword,
  'seven lanterns beside a frozen river',
  'a mill with eleven doors',
  'the harbour of paper boats',
  'nine owls under a copper roof',
  'a quiet orchard behind the wall',
  'twelve kites above the grey dunes',
] as const;

function change(caller: CurrentUser, currentPassword: string, newPassword: string) {
  return testApp.mutate('changePassword', { input: { currentPassword, newPassword } }, caller);
}

/** Changes the password from the first to the last of the list and returns the caller. */
async function changePasswords(username: string, list: readonly string[]): Promise<CurrentUser> {
  const caller = await signIn(testApp, username, list[0] ?? '');
  for (const [index, next] of list.slice(1).entries()) {
    expect((await change(caller, list[index] ?? '', next)).reasons).toEqual([]);
    testApp.advance(1);
  }
  return caller;
}

async function resetToken(id: string): Promise<string> {
  const { link } = await testApp.users.administration.resetUserPassword(id, cliActor);
  return String(link).replace(/^\w+:/, '');
}

function reset(token: unknown, newPassword: string) {
  return testApp.mutate('resetPassword', { input: { token, newPassword } });
}

async function countHistory(id: string): Promise<number> {
  const [row] = await testApp.sql('SELECT count(*)::int AS rows FROM password_history WHERE user_id = $1', [
    id,
  ]);
  return Number(row?.['rows']);
}

describe('changePassword', () => {
  test('rejects each of the last five passwords, and accepts the one before them', async () => {
    await testApp.createUser('rowan');
    const caller = await changePasswords('rowan', passwords.slice(0, 6));
    const current = passwords[5];

    const rejected = [];
    for (const former of passwords.slice(1, 6)) rejected.push(await change(caller, current, former));
    const sixthLast = await change(caller, current, passwords[0]);

    expect(rejected.map(({ reasons }) => reasons)).toEqual(Array(5).fill(['PASSWORD_REUSED']));
    expect(rejected.map(({ fields }) => fields)).toEqual(Array(5).fill(['input.newPassword']));
    expect(sixthLast.reasons).toEqual([]);
  });

  test('rejects a former password in another Unicode form', async () => {
    await testApp.createUser('basil');
    const caller = await changePasswords('basil', passwords.slice(0, 3));

    const result = await change(caller, passwords[2], passwords[0].replace('v', '\uff56'));

    expect(result.reasons).toEqual(['PASSWORD_REUSED']);
  });

  test('keeps no more hashes than it compares, for each user separately', async () => {
    const hazel = await testApp.createUser('hazel');
    const other = await testApp.createUser('laurel');
    await changePasswords('hazel', passwords);

    expect(await countHistory(hazel.id)).toBe(4);
    expect(await countHistory(other.id)).toBe(0);
    const caller = await signIn(testApp, 'laurel', passwords[0]);
    expect((await change(caller, passwords[0], passwords[6])).reasons).toEqual([]);
  });

  test('compares with the history only after the current password and the policy were checked', async () => {
    await testApp.createUser('alder');
    const caller = await changePasswords('alder', passwords.slice(0, 3));
    const countComparisons = async (current: string, next: string): Promise<number> => {
      comparisons = 0;
      await change(caller, current, next);
      return comparisons;
    };

    expect(await countComparisons('a wrong current password', passwords[0])).toBe(1);
    expect(await countComparisons(passwords[2], 'short')).toBe(1);
    // The current password, then the first of two former ones.
    expect(await countComparisons(passwords[2], passwords[1])).toBe(2);
  });
});

describe('resetPassword', () => {
  test('rejects the replaced password and those before it', async () => {
    const user = await testApp.createUser('aspen');
    await changePasswords('aspen', passwords.slice(0, 3));
    const token = await resetToken(user.id);

    const rejected = [await reset(token, passwords[2]), await reset(token, passwords[0])];
    const accepted = await reset(token, passwords[3]);

    expect(rejected.map(({ reasons }) => reasons)).toEqual([['PASSWORD_REUSED'], ['PASSWORD_REUSED']]);
    expect(accepted.reasons).toEqual([]);
  });

  test('deletes the hashes with the user', async () => {
    const user = await testApp.createUser('yew');
    await changePasswords('yew', passwords.slice(0, 3));

    await testApp.users.administration.deleteUser({ id: user.id, reason: 'left' }, cliActor);

    expect(await countHistory(user.id)).toBe(0);
    expect(await testApp.sql('SELECT 1 FROM password_credentials WHERE user_id = $1', [user.id])).toEqual([]);
  });
});

test('no event and no field of a user contains a hash', async () => {
  await testApp.createUser('maple');
  await changePasswords('maple', passwords.slice(0, 4));

  expect(JSON.stringify(testApp.events)).not.toMatch(/\$2[aby]\$|hs384:/);
  expect(JSON.stringify(await testApp.users.users.findByIdentifier(testApp.reader, 'maple'))).not.toMatch(
    /\$2/,
  );
});

test('rejects a change when the password was changed after the history was checked', async () => {
  await testApp.createUser('cedar');
  const caller = await changePasswords('cedar', passwords.slice(0, 2));
  const otherSession = await signIn(testApp, 'cedar', passwords[1]);
  // The first change has checked the history and hashed; another session changes the password before it takes
  // the lock.
  afterHash = async () => {
    expect((await change(otherSession, passwords[1], passwords[2])).reasons).toEqual([]);
  };

  const result = await change(caller, passwords[1], passwords[2]);

  // The change ended the session, too.
  expect(result.reasons).toEqual(['UNAUTHENTICATED']);
});

describeOnPostgres('concurrent changes and resets', () => {
  test('store one new password exactly once', async () => {
    const user = await testApp.createUser('birch');
    const caller = await changePasswords('birch', passwords.slice(0, 3));
    const tokens = await testApp.opened.database.transactions.run(async (transaction) => {
      const grant = { userId: user.id, ttlSeconds: 600, actor: { type: 'CLI' } } as const;
      const { oneTimeTokens } = testApp.tokens;
      return [
        await oneTimeTokens.issue(transaction, { ...grant, purpose: 'PASSWORD_RESET' }),
        await oneTimeTokens.issue(transaction, { ...grant, purpose: 'PASSWORD_CHANGE' }),
      ];
    });

    const results = await Promise.all([
      ...tokens.map((token) => reset(token, passwords[4])),
      ...Array.from({ length: 6 }, () => change(caller, passwords[2], passwords[4])),
    ]);

    expect(results.filter(({ reasons }) => reasons.length === 0)).toHaveLength(1);
    // Two former hashes, and the replaced one.
    expect(await countHistory(user.id)).toBe(3);
  });
});
