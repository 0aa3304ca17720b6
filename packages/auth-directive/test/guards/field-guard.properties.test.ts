import { expect, test } from '@jest/globals';
import { callGuard, createResolveInfo } from '../helpers/guard-fixture.js';
import { createSchemaFixture, principal } from '../helpers/schema-fixture.js';

test('the guard of a field reads a property once, as its getter may be slow or may change it', () => {
  let reads = 0;
  const source = {
    get a() {
      reads += 1;
      return reads;
    },
  };
  const fixture = createSchemaFixture(
    'type Doc { a: Int @auth(requires: ADMIN) } type Query { doc: Doc @public }',
  );
  const info = createResolveInfo(fixture, 'Doc.a');
  const context = { caller: principal('root', 'ADMIN') };

  expect([source, source].map((each) => callGuard(info, each, context))).toEqual([1, 2]);
});
