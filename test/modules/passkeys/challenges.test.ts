import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  type ChallengeBinding,
  type Challenges,
  createChallenges,
} from '../../../src/modules/passkeys/challenges.js';
import { typeormUsedChallenges } from '../../../src/modules/passkeys/challenges.typeorm.js';
import { createKeyedHash, parseUserId, type Transactions, type UserId } from '../../../src/shared/index.js';
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.js';
import { openTestDatabase, type TestDatabase } from '../../helpers/test-database.js';

let opened: TestDatabase;
let transactions: Transactions;
const clock: FakeClock = createFakeClock();
const user = parseUserId('01997b1c-0000-7000-8000-000000000001') as UserId;
const other = parseUserId('01997b1c-0000-7000-8000-000000000002') as UserId;
const registration: ChallengeBinding = { purpose: 'REGISTRATION', userId: user };
let count = 0;

beforeAll(async () => {
  opened = await openTestDatabase();
  transactions = opened.database.transactions;
});
afterAll(() => opened.close());

function challengesWith(key: string): Challenges {
  const randomBytes = (): Buffer => {
    count += 1;
    return Buffer.alloc(16, count);
  };
  return createChallenges({
    used: typeormUsedChallenges,
    keyedHash: createKeyedHash(Buffer.from(key)),
    randomBytes,
    clock,
  });
}
const challenges = challengesWith('a key');

const use = (binding: ChallengeBinding, id: string) =>
  transactions.run((transaction) => challenges.use(transaction, binding, id));

test('a challenge is used once, within five minutes, by another instance too', async () => {
  const first = challenges.issue(registration);
  const late = challenges.issue(registration);
  const instance = challengesWith('a key');

  expect(first.challenge).toHaveLength(32);
  clock.moveBy(299);
  const used = await transactions.run((transaction) => instance.use(transaction, registration, first.id));
  expect(used).toEqual(first.challenge);
  expect(await use(registration, first.id)).toBeNull();
  clock.moveBy(1);
  expect(await use(registration, late.id)).toBeNull();
});

test('an id leads to another challenge for another purpose, another user, and without one', async () => {
  const { id, challenge } = challenges.issue(registration);

  const others: readonly ChallengeBinding[] = [
    { purpose: 'LOGIN', userId: null },
    { purpose: 'REAUTHENTICATION', userId: user },
    { purpose: 'MFA', userId: user },
    { purpose: 'REGISTRATION', userId: other },
    { purpose: 'REGISTRATION', userId: null },
  ];
  for (const binding of others) expect(await use(binding, id)).not.toEqual(challenge);
  expect(await use(registration, id)).toEqual(challenge);
});

test('an id whose expiry was changed leads to another challenge', async () => {
  const { id, challenge } = challenges.issue(registration);
  const [expiry, random] = id.split('.');

  const extended = await use(registration, `${Number(expiry) + 30}.${random}`);

  expect(extended).not.toBeNull();
  expect(extended).not.toEqual(challenge);
  // It would never be removed.
  expect(await use(registration, `${Number(expiry) + 3600}.${random}`)).toBeNull();
});

test.each([
  '',
  '.',
  'x',
  '1',
  '0.AAAAAAAAAAAAAAAAAAAAAA',
  '99999999999999.AAAAAAAAAAAAAAAAAAAAAA',
  '1e9.AAAA',
])('an id like %j is refused', async (id) => {
  expect(await use(registration, id)).toBeNull();
});

test('another key makes other challenges', () => {
  const { id, challenge } = challenges.issue(registration);

  expect(challengesWith('another key').derive(registration, id)).not.toEqual(challenge);
});

test('of concurrent uses one succeeds', async () => {
  const { id } = challenges.issue(registration);

  const results = await Promise.all([1, 2, 3, 4].map(() => use(registration, id)));

  expect(results.filter((challenge) => challenge !== null)).toHaveLength(1);
});

test('used challenges are removed after they expired, and none before', async () => {
  const { id } = challenges.issue(registration);
  await use(registration, id);
  const remove = () =>
    transactions.run((transaction) => typeormUsedChallenges.removeExpired(transaction, clock.now(), 200));

  await remove();
  expect(await use(registration, id)).toBeNull();
  clock.moveBy(301);
  expect(await remove()).toBeGreaterThan(0);
  expect(await remove()).toBe(0);
});
