import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { buildASTSchema, isEnumType, parse } from 'graphql';
import { dataReasons, requestReasons } from '../../src/shared/index.js';
import { readSourceFiles, repositoryRoot } from './source-files.js';

const contract = parse(readFileSync(join(repositoryRoot, 'schema.graphql'), 'utf8'));
const documentation = readFileSync(join(repositoryRoot, 'docs/errors.md'), 'utf8');

function testsOf(folder: string): string {
  return readdirSync(join(repositoryRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => readFileSync(join(repositoryRoot, folder, path), 'utf8'))
    .join('\n');
}

const tests = ['test/shared', 'test/platform', 'test/modules', 'test/transports'].map(testsOf).join('\n');

test('ErrorCode of the schema has exactly the reasons of the modules', () => {
  const errorCode = buildASTSchema(contract, { assumeValidSDL: true }).getType('ErrorCode');

  const codes = isEnumType(errorCode) ? errorCode.getValues().map(({ name }) => name) : [];

  expect([...codes].sort()).toEqual([...dataReasons].sort());
});

test('the client has a type with exactly these codes', () => {
  const source = readFileSync(join(repositoryRoot, 'packages/client/src/error-code.ts'), 'utf8');

  const codes = [...source.matchAll(/'([A-Z_]+)'/g)].map(([, code]) => code);

  expect(codes).toEqual([...dataReasons]);
});

test('the modules refuse with these codes only', () => {
  const literals = readSourceFiles().flatMap(({ path, text }) =>
    [...text.matchAll(/\breason: '([A-Z_]+)'/g)].map(([, code]) => `${path} ${code}`),
  );
  const known: readonly string[] = [...dataReasons, ...requestReasons];
  // Reasons of other kinds: of a failed login in the audit log, and of the end of a session.
  const others = [
    'modules/login/password-verifier.ts CHANGED_MEANWHILE',
    'modules/login/change-password.ts PASSWORD_CHANGED',
  ];

  const unknown = literals.filter((literal) => !known.includes(literal.split(' ')[1] ?? ''));

  expect(unknown.toSorted()).toEqual(others.toSorted());
});

test.each([...dataReasons, ...requestReasons])('%s is documented and covered by a test', (reason) => {
  expect(documentation).toContain(`| \`${reason}\` |`);
  expect(tests).toMatch(new RegExp(`\\b${reason}\\b`));
});

test('docs/errors.md documents no unknown code', () => {
  const documented = [...documentation.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code ?? '');
  const frameworkCodes = [
    'UNAUTHENTICATED',
    'FORBIDDEN',
    'STEP_UP_REQUIRED',
    'GRAPHQL_PARSE_FAILED',
    'GRAPHQL_VALIDATION_FAILED',
    'OPERATION_TOO_COMPLEX',
    'OPERATION_RESOLUTION_FAILURE',
    'PERSISTED_QUERY_NOT_FOUND',
    'PERSISTED_QUERY_NOT_SUPPORTED',
    'BAD_REQUEST',
    'INTERNAL_SERVER_ERROR',
  ];

  const known: readonly string[] = [...dataReasons, ...requestReasons, ...frameworkCodes];
  expect(documented.filter((code) => !known.includes(code))).toEqual([]);
});
