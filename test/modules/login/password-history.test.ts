import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CurrentUser, cliActor } from '../../../src/modules/access/index.js';
import { type Bcrypt, bcrypt } from '../../../src/modules/passwords/password-hash.js';
import { createTestApp, goodPassword, type TestApp } from '../../helpers/create-test-app.js';
import { describeOnPostgres } from '../../helpers/test-database.js';

/** A bcrypt that counts its comparisons, and lets the test do something, once, after a hash was made. */
let comparisons = 0;
let afterHash: (() => Promise<void>) | null = null;
const countingBcrypt: Bcrypt = {
  hash: async (secret, cost) => {
    const made = await bcrypt.hash(secret, cost);
    const then = afterHash;
    afterHash = null;
    await then?.();
    return made;
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

/** Passwords that have nothing in common; the first is the factory's. */
const chosen = [
  goodPassword,
  'seven lanterns beside a frozen river',
  'a mill with eleven doors',
  'the harbour of paper boats',
  'nine owls under a copper roof',
  'a quiet orchard behind the wall',
  'twelve kites above the grey dunes',
] as const;

async function signIn(username: string, password: string): Promise<CurrentUser> {
  const { tokens } = await testApp.mutate('login', { input: { username, password } });
  const caller = await testApp.authenticate((tokens as { readonly accessToken: string }).accessToken);
  if (caller === null) throw new Error('nobody was signed in');
  return caller;
}

function change(caller: CurrentUser, currentPassword: string, newPassword: string) {
  return testApp.mutate('changePassword', { input: { currentPassword, newPassword } }, caller);
}

/** Goes through passwords one after another; answers who is signed in at the end. */
async function changePasswords(username: string, passwords: readonly string[]): Promise<CurrentUser> {
  const caller = await signIn(username, passwords[0] ?? '');
  for (const [index, next] of passwords.slice(1).entries()) {
    expect((await change(caller, passwords[index] ?? '', next)).reasons).toEqual([]);
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

async function remembered(id: string): Promise<number> {
  const [row] = await testApp.sql('SELECT count(*)::int AS rows FROM password_history WHERE user_id = $1', [
    id,
  ]);
  return Number(row?.['rows']);
}

describe('changePassword', () => {
  test('refuses each of the last five passwords, and takes the one before them', async () => {
    await testApp.createUser('rowan');
    const caller = await changePasswords('rowan', chosen.slice(0, 6));
    const current = chosen[5];

    const refused = [];
    for (const former of chosen.slice(1, 6)) refused.push(await change(caller, current, former));
    const sixthBefore = await change(caller, current, chosen[0]);

    expect(refused.map(({ reasons }) => reasons)).toEqual(Array(5).fill(['PASSWORD_REUSED']));
    expect(refused.map(({ fields }) => fields)).toEqual(Array(5).fill(['input.newPassword']));
    expect(sixthBefore.reasons).toEqual([]);
  });

  test('knows a former password in other bytes', async () => {
    await testApp.createUser('basil');
    const caller = await changePasswords('basil', chosen.slice(0, 3));

    const answer = await change(caller, chosen[2], chosen[0].replace('v', '\uff56'));

    expect(answer.reasons).toEqual(['PASSWORD_REUSED']);
  });

  test('remembers no more than it asks, and nothing of other users', async () => {
    const hazel = await testApp.createUser('hazel');
    const other = await testApp.createUser('laurel');
    await changePasswords('hazel', chosen);

    expect(await remembered(hazel.id)).toBe(4);
    expect(await remembered(other.id)).toBe(0);
    const caller = await signIn('laurel', chosen[0]);
    expect((await change(caller, chosen[0], chosen[6])).reasons).toEqual([]);
  });

  test('compares nothing with the history for a wrong current password or one that the policy refuses', async () => {
    await testApp.createUser('alder');
    const caller = await changePasswords('alder', chosen.slice(0, 3));
    const count = async (...passwords: readonly [string, string]): Promise<number> => {
      comparisons = 0;
      await change(caller, ...passwords);
      return comparisons;
    };

    expect(await count('a wrong current password', chosen[0])).toBe(1);
    expect(await count(chosen[2], 'short')).toBe(1);
    // The current one, then the first of two former ones.
    expect(await count(chosen[2], chosen[1])).toBe(2);
  });
});

describe('resetPassword', () => {
  test('refuses the password that the reset took away, and those before it', async () => {
    const user = await testApp.createUser('aspen');
    await changePasswords('aspen', chosen.slice(0, 3));
    const token = await resetToken(user.id);

    const refused = [await reset(token, chosen[2]), await reset(token, chosen[0])];
    const taken = await reset(token, chosen[3]);

    expect(refused.map(({ reasons }) => reasons)).toEqual([['PASSWORD_REUSED'], ['PASSWORD_REUSED']]);
    expect(taken.reasons).toEqual([]);
  });

  test('a deleted user leaves no hash behind', async () => {
    const user = await testApp.createUser('yew');
    await changePasswords('yew', chosen.slice(0, 3));

    await testApp.users.administration.deleteUser({ id: user.id, reason: 'left' }, cliActor);

    expect(await remembered(user.id)).toBe(0);
    expect(await testApp.sql('SELECT 1 FROM password_credentials WHERE user_id = $1', [user.id])).toEqual([]);
  });
});

test('what is remembered never leaves the module: no event and no field holds a hash', async () => {
  await testApp.createUser('maple');
  await changePasswords('maple', chosen.slice(0, 4));

  expect(JSON.stringify(testApp.events)).not.toMatch(/\$2[aby]\$|hs384:/);
  expect(JSON.stringify(await testApp.users.users.findByIdentifier(testApp.reader, 'maple'))).not.toMatch(
    /\$2/,
  );
});

test('of two changes to one new password the later one sees under the lock that it asked an older history', async () => {
  await testApp.createUser('cedar');
  const caller = await changePasswords('cedar', chosen.slice(0, 2));
  const elsewhere = await signIn('cedar', chosen[1]);
  // The first has asked the history and hashed; before it takes the lock, the same user does the same from another place.
  afterHash = async () => {
    expect((await change(elsewhere, chosen[1], chosen[2])).reasons).toEqual([]);
  };

  const answer = await change(caller, chosen[1], chosen[2]);

  expect(answer.reasons).toEqual(['CURRENT_PASSWORD_WRONG']);
});

describeOnPostgres('with real concurrency', () => {
  test('of many changes and resets at once to one new password exactly one stores it', async () => {
    const user = await testApp.createUser('birch');
    const caller = await changePasswords('birch', chosen.slice(0, 3));
    const tokens = await testApp.opened.database.transactions.run(async (transaction) => {
      const grant = { userId: user.id, ttlSeconds: 600, actor: { type: 'CLI' } } as const;
      const { oneTimeTokens } = testApp.tokens;
      return [
        await oneTimeTokens.issue(transaction, { ...grant, purpose: 'PASSWORD_RESET' }),
        await oneTimeTokens.issue(transaction, { ...grant, purpose: 'PASSWORD_CHANGE' }),
      ];
    });

    const answers = await Promise.all([
      ...tokens.map((token) => reset(token, chosen[4])),
      ...Array.from({ length: 6 }, () => change(caller, chosen[2], chosen[4])),
    ]);

    expect(answers.filter(({ reasons }) => reasons.length === 0)).toHaveLength(1);
    // Two former ones, and the third that was replaced once.
    expect(await remembered(user.id)).toBe(3);
  });
});
