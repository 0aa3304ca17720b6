import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { buildASTSchema, parse, validate } from 'graphql';
import * as client from '../src/index.js';

const schema = buildASTSchema(
  parse(readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8')),
  // The directives of the @auth library are declared by the library; how they are kept is not the subject.
  { assumeValidSDL: true },
);

test.each([
  ['login', client.loginDocument],
  ['signUp', client.signUpDocument],
  ['refreshToken', client.refreshTokenDocument],
  ['logout', client.logoutDocument],
  ['me', client.meDocument],
])('the document of %s is one of our schema', (_, document) => {
  expect(validate(schema, parse(document))).toEqual([]);
});

test('a document carries the types of its answer and its variables', () => {
  const variables: client.VariablesOf<typeof client.loginDocument> = {
    input: { username: 'ada', password: 'seventeen green herons' },
  };
  const statusOf = (answer: client.ResultOf<typeof client.loginDocument>): 'COMPLETE' | string =>
    answer.login.status;
  // @ts-expect-error a login needs a password
  const lacking: client.VariablesOf<typeof client.loginDocument> = { input: { username: 'ada' } };

  expect([typeof client.loginDocument, typeof statusOf, variables !== lacking]).toEqual([
    'string',
    'function',
    true,
  ]);
});

test('nothing is imported but files of its own', () => {
  const folder = new URL('../src/', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));

  const sources = files.flatMap((name) =>
    [...readFileSync(new URL(name, folder), 'utf8').matchAll(/\b(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
      ([, from]) => from,
    ),
  );

  expect(sources.length).toBeGreaterThan(10);
  expect(sources.filter((from) => !/^\.\/[a-z-]+\.js$/.test(from ?? ''))).toEqual([]);
});
