import { describe, expect, test } from '@jest/globals';
import { cacheLimitOf, NO_STORE, restrictCaching } from '../../src/guards/restrict-caching.js';
import { createPolicy } from '../helpers/cache-policy.js';
import { createResolveInfo } from '../helpers/guard-fixture.js';
import { createSchemaFixture } from '../helpers/schema-fixture.js';

const info = () => createResolveInfo(createSchemaFixture('type Query { ok: Int @public }'), 'Query.ok');
const PRIVATE = { scope: 'PRIVATE' } as const;

describe('restrictCaching', () => {
  test('does nothing where the server provides no cache control', () => {
    const plain = info();

    restrictCaching(plain, NO_STORE);

    expect(plain).not.toHaveProperty('cacheControl');
  });

  test('restricts the hint of the field and keeps a shorter time', () => {
    const cacheHint = createPolicy({ maxAge: 60 });

    restrictCaching({ ...info(), ...{ cacheControl: { cacheHint } } }, PRIVATE);

    expect(cacheHint).toMatchObject({ maxAge: 60, scope: 'PRIVATE' });
  });

  test('is not undone by a hint of the resolver', () => {
    const cacheHint = createPolicy({});
    const field = { ...info(), ...{ cacheControl: { cacheHint } } };

    restrictCaching(field, PRIVATE);
    restrictCaching(field, NO_STORE);
    cacheHint.replace({ maxAge: 60, scope: 'PUBLIC' });

    expect(cacheHint).toMatchObject({ maxAge: 0, scope: 'PRIVATE' });
  });

  test('wraps a policy that fields share only once', () => {
    const cacheHint = createPolicy({});
    const field = { ...info(), ...{ cacheControl: { cacheHint } } };

    restrictCaching(field, PRIVATE);
    const { replace } = cacheHint;
    restrictCaching(field, PRIVATE);

    expect(cacheHint.replace).toBe(replace);
    replace({ maxAge: 60, scope: 'PUBLIC' });
    expect(cacheHint).toMatchObject({ maxAge: 60, scope: 'PRIVATE' });
  });

  test('sets the hint where the server provides a setter only', () => {
    const hints: unknown[] = [];
    const cacheControl = { setCacheHint: (hint: unknown) => void hints.push(hint) };

    restrictCaching({ ...info(), ...{ cacheControl } }, NO_STORE);
    restrictCaching({ ...info(), ...{ cacheControl: {} } }, NO_STORE);

    expect(hints).toEqual([{ maxAge: 0, scope: 'PRIVATE' }]);
  });
});

describe('the limit of a rule', () => {
  const group = { roles: ['USER'], scopes: null, freshWithin: Infinity, assurance: 2, parent: [], value: [] };
  const owner = { kind: 'owner', property: 'by', key: 'k' } as const;

  test('is a private cache when the caller alone decides', () => {
    expect(cacheLimitOf([group])).toEqual(PRIVATE);
  });

  test.each([
    ['the parent', { parent: [owner] }],
    ['the value', { value: [owner] }],
    ['the time', { freshWithin: 300 }],
  ])('is no cache when %s decides for one group', (_, more) => {
    expect(cacheLimitOf([group, { ...group, ...more }])).toEqual({ scope: 'PRIVATE', maxAge: 0 });
  });
});
