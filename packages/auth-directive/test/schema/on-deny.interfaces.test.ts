import { describe, expect, test } from '@jest/globals';
import { messagesOf, ROOT } from '../helpers/schema-faults.js';
import { createSchemaFixture } from '../helpers/schema-fixture.js';

/** Returns the fields that are null when they are refused. */
function nullFields(sdl: string): readonly string[] {
  const { auth, schema } = createSchemaFixture(sdl);
  return [...auth.readPolicy(schema).nullOnDeny].sort();
}

describe('onDeny of several interfaces', () => {
  test.each([
    ['ERROR', 'NULL'],
    ['NULL', 'ERROR'],
    ['NULL', 'NULL'],
  ])('on their field, %s and %s: NULL applies to the object', (first, second) => {
    const sdl = `interface I { f: Int @auth(requires: ADMIN, onDeny: ${first}) }
      interface J { f: Int @auth(requires: ADMIN, onDeny: ${second}) }
      type T implements I & J { f: Int } ${ROOT}`;

    expect(messagesOf(sdl)).toEqual([]);
    expect(nullFields(sdl)).toContain('T.f');
  });

  test('on themselves may agree', () => {
    const sdl = `interface I @auth(onDeny: NULL) { f: Int } interface J @auth(onDeny: NULL) { f: Int }
      type T implements I & J @auth(requires: ADMIN) { f: Int } ${ROOT}`;

    expect(messagesOf(sdl)).toEqual([]);
    expect(nullFields(sdl)).toEqual(['I.f', 'J.f', 'T.f']);
  });
});

describe('onDeny of an interface', () => {
  const sdl = (own: string, ofObject: string): string =>
    `interface Named @auth(onDeny: ${own}) { x: Int! }
     type A implements Named @auth(requires: ADMIN, onDeny: ${ofObject}) { x: Int! }
     type Query { named: Named @public }`;

  test('applies to fields that return it, whatever its objects have', () => {
    expect(nullFields(sdl('NULL', 'ERROR'))).toEqual(['Query.named']);
    expect(nullFields(sdl('ERROR', 'NULL'))).toEqual([]);
  });
});
