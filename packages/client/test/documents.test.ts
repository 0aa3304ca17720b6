import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { buildASTSchema, parse, validate } from 'graphql';
import * as client from '../src/index.js';

const schema = buildASTSchema(
  parse(readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8')),
  // The schema uses directives that the @auth library declares.
  { assumeValidSDL: true },
);

test.each([
  ['login', client.loginDocument],
  ['signUp', client.signUpDocument],
  ['refreshToken', client.refreshTokenDocument],
  ['logout', client.logoutDocument],
  ['me', client.meDocument],
  ['completeMfa', client.completeMfaDocument],
  ['startPasskeyLogin', client.startPasskeyLoginDocument],
  ['finishPasskeyLogin', client.finishPasskeyLoginDocument],
  ['startPasskeyRegistration', client.startPasskeyRegistrationDocument],
  ['finishPasskeyRegistration', client.finishPasskeyRegistrationDocument],
  ['startPasskeyReauthentication', client.startPasskeyReauthenticationDocument],
  ['reauthenticate', client.passkeyReauthenticationDocument],
])('the document of %s is valid against the schema', (_, document) => {
  expect(validate(schema, parse(document))).toEqual([]);
});

test('a document has the types of its result and its variables', () => {
  const variables: client.VariablesOf<typeof client.loginDocument> = {
    input: { username: 'ada', password: 'seventeen green herons' },
  };
  const statusOf = (result: client.ResultOf<typeof client.loginDocument>): 'COMPLETE' | string =>
    result.login.status;
  // @ts-expect-error a login requires a password
  const incomplete: client.VariablesOf<typeof client.loginDocument> = { input: { username: 'ada' } };

  expect([typeof client.loginDocument, typeof statusOf, variables !== incomplete]).toEqual([
    'string',
    'function',
    true,
  ]);
});

test('the client imports only its own files', () => {
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
