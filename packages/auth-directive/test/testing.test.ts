import type {} from '@cordon/auth-directive/testing/jest';
import { describe, expect, test } from '@jest/globals';
import { authMatchers } from '../src/testing.js';
import { anonymous, createSchemaFixture, principal } from './helpers/schema-fixture.js';

const { auth, schema, unguarded } = createSchemaFixture(
  `type User { email: String @auth(anyOf: [{ owner: "id" }, { requires: ADMIN }]) }
  type Query { me: User @auth(requires: USER) mine(id: ID!): Int @auth(policy: "self") ours: Int @auth(policy: "signedIn") }`,
  {},
  {
    policies: {
      self: ({ args, caller }) => args['id'] === caller.id,
      signedIn: ({ context }) => context.caller?.kind === 'principal',
    },
  },
);
expect.extend(authMatchers(auth));
const ada = principal('ada');

/** The message of a failed assertion. */
const failure = (assertion: Promise<void>): Promise<string> =>
  assertion.then(
    () => 'no failure',
    (error: Error) => error.message,
  );

describe('toAllow', () => {
  test('passes when the caller may access the coordinate, and with not when the caller may not', async () => {
    await expect(schema).toAllow(ada, 'Query.me');
    await expect(schema).not.toAllow(anonymous, 'Query.me');
    await expect(schema).toAllow(ada, 'User.email', { id: 'ada' });
    await expect(schema).not.toAllow(ada, 'User.email', { id: 'bo' });
    await expect(schema).toAllow(principal('root', 'ADMIN'), 'User.email');
    await expect(schema).toAllow(ada, 'Query.mine', undefined, { args: { id: 'ada' } });
    await expect(schema).not.toAllow(ada, 'Query.mine', undefined, { args: { id: 'bo' } });
  });

  test('fails with the explanation', async () => {
    const proof = [
      'User.email: DENY (FORBIDDEN)',
      '  @auth on User.email: no',
      '    no: authenticated (yes) and owner id (no)',
      '    no: authenticated (yes) and requires ADMIN (no)',
    ].join('\n');
    const refused = await failure(expect(schema).toAllow(ada, 'User.email', { id: 'bo' }));
    const allowed = await failure(expect(schema).not.toAllow(ada, 'User.email', { id: 'ada' }));

    expect(refused).toBe(`Expected the caller to be allowed User.email.\n\n${proof}\n`);
    expect(allowed).toMatch(/^Expected the caller not to be allowed User.email.\n\nUser.email: ALLOW\n/);
  });

  test('fails with and without not where the verdict depends on what was not given', async () => {
    for (const assertion of [expect(schema), expect(schema).not]) {
      const message = await failure(assertion.toAllow(ada, 'User.email'));
      expect(message).toContain('depends on an object, arguments or a context that were not given.');
      expect(message).toContain('depends: authenticated (yes) and owner id (depends)');
    }
  });

  test('fails with and without not where a policy needs the context that was not given', async () => {
    for (const assertion of [expect(schema), expect(schema).not])
      expect(await failure(assertion.toAllow(ada, 'Query.ours'))).toContain('that were not given.');
    await expect(schema).not.toAllow(ada, 'Query.ours', undefined, { context: {} });
  });

  test('fails for a schema without guards and for an unknown coordinate, with not as well', async () => {
    for (const assertion of [expect(unguarded), expect(unguarded).not])
      expect(await failure(assertion.toAllow(ada, 'Query.me'))).toContain('Query.me');
    expect(await failure(expect(schema).not.toAllow(ada, 'Query.you'))).toBe(
      'The schema has no element Query.you.',
    );
  });

  test('is typed', () => {
    // @ts-expect-error: a coordinate is a string.
    const wrong = (): Promise<void> => expect(schema).toAllow(ada, 1);

    expect(wrong).toBeInstanceOf(Function);
  });
});
