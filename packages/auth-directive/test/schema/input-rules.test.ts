import { describe, expect, test } from '@jest/globals';
import { createGuardContext } from '../helpers/guard-fixture.js';
import { messagesOf } from '../helpers/schema-faults.js';

describe('the input rules of a schema', () => {
  const createInputs = () =>
    createGuardContext(`
    enum Color { RED BLUE @auth(requires: ADMIN) } enum Plain { A }
    input Inner { secret: Int @auth(requires: ADMIN) } input Outer { inner: [Inner!] n: Int } input Free { n: Int }
    input Own @auth(requires: ADMIN) { n: Int }
    type Query @auth(requires: USER) {
      free(a: Int, b: Free, c: Plain): Int
      some(a: Int, own: Int @auth(requires: ADMIN), outer: Outer, color: [Color], type: Own): Int }`).guarded;

  test('leave out positions without a rule', () => {
    const { inputs: rules, fields } = createInputs();
    expect(
      [...rules.fields].map(([coordinate, inputs]) => [coordinate, inputs.map(({ name }) => name)]),
    ).toEqual([['Query.some', ['own', 'outer', 'color', 'type']]]);
    expect(fields.get('Query.free')?.inputs).toBeUndefined();
  });

  test('have the types that contain a rule, with the members that lead to it', () => {
    const { types } = createInputs().inputs;
    const members = [...types].map(([name, { fields: inner, values }]) => [
      name,
      ...inner.keys(),
      ...values.keys(),
    ]);

    expect(new Set(members)).toEqual(
      new Set([['Color', 'BLUE'], ['Inner', 'secret'], ['Outer', 'inner'], ['Own']]),
    );
  });
});

describe('the rule of an argument, combined with that of its interface', () => {
  const scopes = (count: number, prefix: string): string =>
    Array.from({ length: count }, (_, index) => `{ scopes: ["${prefix}${index}"] }`).join(' ');
  const sdl = (count: number): string => `
    interface I { f(a: Int @auth(anyOf: [${scopes(8, 'i')}])): Int }
    type T implements I { f(a: Int @auth(anyOf: [${scopes(count, 't')}])): Int }
    type Query { t: T @public }`;

  test('may have 64 groups', () => {
    expect(messagesOf(sdl(8))).toEqual([]);
    expect(messagesOf(sdl(9))).toEqual(['T.f(a:): The combined rule has more than 64 groups.']);
  });
});
