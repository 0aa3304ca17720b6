import { expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { PasswordCredentialsRepository } from '../../../src/modules/passwords/password-credentials.js';
import { createPasswordsResolvers } from '../../../src/modules/passwords/passwords.resolvers.js';
import type { Reader, UserId } from '../../../src/shared/index.js';
import { stub } from '../../helpers/stub.js';

const changedAt = new Date('2026-03-01T09:30:00.000Z');
const [holder, other] = [uuidv7() as UserId, uuidv7() as UserId];

type Field = (parent: unknown, args: unknown, context: unknown, info: unknown) => Promise<unknown>;

/** Returns the fields over a store that records the ids of each query. */
function createFields(): {
  User: Record<'hasPassword' | 'passwordChangedAt', Field>;
  queries: (readonly UserId[])[];
  times: Map<UserId, Date>;
} {
  const queries: (readonly UserId[])[] = [];
  const times = new Map([[holder, changedAt]]);
  const credentials = stub<PasswordCredentialsRepository>({
    changeTimes: async (_reader, ids) => {
      queries.push(ids);
      return times;
    },
  });
  const { User } = createPasswordsResolvers({ credentials, reader: stub<Reader>({}) });
  return { User: User as Record<'hasPassword' | 'passwordChangedAt', Field>, queries, times };
}

test('a page of users costs one query, whichever fields are selected', async () => {
  const { User, queries } = createFields();
  const context = {};

  const results = await Promise.all([
    User.hasPassword({ id: holder }, {}, context, {}),
    User.hasPassword({ id: other }, {}, context, {}),
    User.passwordChangedAt({ id: holder }, {}, context, {}),
    User.passwordChangedAt({ id: other }, {}, context, {}),
  ]);

  expect(results).toEqual([true, false, changedAt, null]);
  expect(queries).toEqual([[holder, other]]);
});

test('a later field of the same request sees the result of an earlier mutation', async () => {
  const { User, times } = createFields();
  const context = {};

  const before = await User.hasPassword({ id: other }, {}, context, {});
  times.set(other, changedAt);

  expect(before).toBe(false);
  expect(await User.hasPassword({ id: other }, {}, context, {})).toBe(true);
});

test('two requests share no batch', async () => {
  const { User, queries } = createFields();

  await Promise.all([
    User.hasPassword({ id: holder }, {}, {}, {}),
    User.hasPassword({ id: holder }, {}, {}, {}),
  ]);

  expect(queries).toEqual([[holder], [holder]]);
});
