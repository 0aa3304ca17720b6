import { expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { assertExtension, type ServerExtension } from '../../src/library/index.js';

test('a misspelt option of createCordon is an error that names the known ones', () => {
  const misspelt = { typeDef: '', routes: () => {} } as ServerExtension;

  expect(() => assertExtension(misspelt)).toThrow(
    new TypeError('Unknown option: typeDef. Known: typeDefs, resolvers, roles, policies, routes.'),
  );
});

test('type definitions are text or texts, not parsed documents', () => {
  const document: unknown = parse('type Report { id: ID! }');

  for (const typeDefs of ['type A { b: Int }', ['type A { b: Int }'], []])
    expect(() => assertExtension({ typeDefs })).not.toThrow();
  for (const typeDefs of [document, [document]])
    expect(() => assertExtension({ typeDefs } as ServerExtension)).toThrow('typeDefs must be schema text');
});
