import { expect, test } from '@jest/globals';
import type { GraphQLResolveInfo } from 'graphql';
import { callGuard, createResolveInfo, resultOrErrorCode } from '../helpers/guard-fixture.js';
import { createSchemaFixture, principal } from '../helpers/schema-fixture.js';

type Path = GraphQLResolveInfo['path'];

test('an executor that runs the fields of a mutation at once does not mix up their callers', () => {
  const fixture = createSchemaFixture(
    `type Doc { secret: Int @auth(requires: ADMIN) }
     type Query { ok: Int @public }
     type Mutation { login: Doc @public(elevates: true)  touch: Doc @auth(requires: ADMIN) }`,
    { Mutation: { login: () => ({ secret: 1 }), touch: () => ({ secret: 2 }) } },
    { elevate: () => principal('u') },
  );
  const context = { caller: principal('root', 'ADMIN') };
  const { operation, variableValues } = createResolveInfo(fixture, 'Mutation.login');
  const infoAt = (coordinate: string, path: Path) => {
    return { ...createResolveInfo(fixture, coordinate), operation, variableValues, path };
  };
  const login: Path = { prev: undefined, key: 'login', typename: 'Mutation' };
  const touch: Path = { prev: undefined, key: 'touch', typename: 'Mutation' };
  const secretBelow = (prev: Path): unknown => {
    const info = infoAt('Doc.secret', { prev, key: 'secret', typename: 'Doc' });
    return resultOrErrorCode(() => callGuard(info, { secret: 1 }, context));
  };

  const before = secretBelow(touch);
  callGuard(infoAt('Mutation.login', login), undefined, context);

  expect(before).toBe(1);
  expect([touch, login, touch, login].map(secretBelow)).toEqual([1, 'FORBIDDEN', 1, 'FORBIDDEN']);
});
