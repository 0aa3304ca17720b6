import { describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { createIntrospectionFixture } from '../helpers/introspection-fixture.js';
import { anonymous, createSchemaFixture, principal } from '../helpers/schema-fixture.js';

const user = { caller: principal('ada') };
const admin = { caller: principal('root', 'ADMIN') };
const hidden = parse('{ secretBelow { value } }');
const introspecting = parse('{ __schema { queryType { name } } }');

describe('validate', () => {
  test('validates against the visible schema of each caller, one document after another', () => {
    const { auth, schema } = createIntrospectionFixture();
    const messages = (context: typeof user) =>
      auth.validate(schema, hidden, context).map(({ message }) => message);

    expect(messages(admin)).toEqual([]);
    expect(messages(user)).toEqual(['Cannot query field "secretBelow" on type "Query".']);
    expect(messages(admin)).toEqual([]);
  });

  test('refuses introspection to callers who do not pass the rule, and nothing else', () => {
    const { auth, schema } = createIntrospectionFixture({
      introspection: { requires: 'ADMIN', scopes: ['dev'] },
    });
    const withScopes = { caller: principal('root', 'ADMIN', { scopes: ['dev'] }) };

    expect(auth.validate(schema, introspecting, user)[0]?.message).toMatch(/introspection has been disabled/);
    expect(auth.validate(schema, introspecting, { caller: anonymous })).not.toEqual([]);
    expect([
      auth.validate(schema, introspecting, admin),
      auth.validate(schema, introspecting, withScopes),
    ]).toEqual([[], []]);
    expect(auth.validate(schema, hidden, user)).toEqual([]);
  });

  test('sees the whole schema by default', () => {
    const { auth, schema } = createSchemaFixture('type Query { a: Int @auth(requires: ADMIN) }');

    expect(auth.introspectionFor(schema, user)).toEqual({ kind: 'all' });
    expect(auth.validate(schema, parse('{ a __schema { queryType { name } } }'), user)).toEqual([]);
  });
});

describe('the introspection option', () => {
  test.each([
    [{}, 'The option "introspection" must be'],
    ['none', 'The option "introspection" must be'],
    [{ requires: 'ADMIN', policy: 'x' }, 'The option "introspection" must be'],
    [{ scopes: 'dev' }, 'The option "introspection" must be'],
    [{ requires: 'ADMN' }, 'requires must be one of the roles'],
    [{ scopes: ['a b'] }, 'scopes may contain only scope tokens'],
  ])('%j is a TypeError', (introspection, message) => {
    const create = () => createIntrospectionFixture({ introspection: introspection as 'all' });

    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
  });
});
