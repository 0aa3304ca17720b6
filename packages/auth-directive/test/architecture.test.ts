import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { functionLengths } from '../../../test/architecture/function-lengths.js';
import { findImportCycles } from '../../../test/architecture/import-cycles.js';
import { readSourceFile, type SourceFile } from '../../../test/architecture/source-files.js';

const sourceFolder = fileURLToPath(new URL('../src/', import.meta.url));
const files: readonly SourceFile[] = readdirSync(sourceFolder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => path.replaceAll('\\', '/'))
  .sort()
  .map((path) => readSourceFile(path, readFileSync(`${sourceFolder}${path}`, 'utf8')));

interface LayerRule {
  readonly mayImport: readonly string[];
  readonly reason: string;
}

const layers: Readonly<Record<string, LayerRule>> = {
  core: {
    mayImport: [],
    reason: 'a rule is evaluated for a caller without a schema or an operation',
  },
  schema: {
    mayImport: ['core'],
    reason: 'rules are read and combined once, before any operation',
  },
  execution: {
    mayImport: ['core', 'schema'],
    reason: 'plans and guards share the state of one execution',
  },
  plan: {
    mayImport: ['core', 'schema', 'execution'],
    reason: 'a plan evaluates an operation without resolvers, so it needs no guard',
  },
  guards: {
    mayImport: ['core', 'schema', 'execution', 'plan'],
    reason: 'guards connect everything with the resolvers',
  },
  introspection: {
    mayImport: ['core', 'schema', 'execution', 'plan', 'guards'],
    reason: 'what a caller sees is a smaller copy of the guarded schema',
  },
  filters: {
    mayImport: ['core', 'schema'],
    reason: 'a filter is evaluated in a resolver, outside of the guards',
  },
  reports: {
    mayImport: ['core', 'schema'],
    reason: 'a report describes the rules of a schema and must not depend on how they are enforced',
  },
  verdicts: {
    mayImport: ['core', 'schema', 'execution', 'reports'],
    reason: 'an explanation for an object evaluates owners and policies as guards do',
  },
};

/** The packages that the library may import. */
const packages: readonly string[] = ['graphql', '@graphql-tools/utils'];

/** The folder of a file; empty for the entry points, which may import every layer. */
function layerOf(path: string): string {
  return path.includes('/') ? (path.split('/')[0] ?? '') : '';
}

describe('the layers of the library', () => {
  test('are the folders of src', () => {
    expect(new Set(files.map(({ path }) => layerOf(path)))).toEqual(new Set(['', ...Object.keys(layers)]));
  });

  test.each(Object.entries(layers))('%s imports lower layers only', (layer, { mayImport, reason }) => {
    const offenders = files
      .filter(({ path }) => layerOf(path) === layer)
      .flatMap(({ path, imports }) =>
        imports
          .filter(({ isInternal, target }) => isInternal && ![layer, ...mayImport].includes(layerOf(target)))
          .map(({ target }) => `${path} imports ${target}`),
      );

    expect({ reason, offenders }).toEqual({ reason, offenders: [] });
  });

  test('have no import cycles, type-only imports included', () => {
    expect(findImportCycles(files)).toEqual([]);
  });
});

test('the library imports only graphql and @graphql-tools/utils, apart from its adapters', () => {
  const foreign = files.flatMap(({ path, imports }) =>
    imports
      .filter(({ isInternal, target }) => !isInternal && !packages.includes(target))
      .filter(({ target }) => `${path} ${target}` !== 'opentelemetry.ts @opentelemetry/api')
      .filter(({ target, isTypeOnly }) => !(path === 'typeorm.ts' && target === 'typeorm' && isTypeOnly))
      .map(({ target, isTypeOnly }) => `${path}: ${target}${isTypeOnly ? ' (types)' : ''}`),
  );

  expect(foreign).toEqual([]);
});

test('files have at most 250 lines, functions at most 50', () => {
  const lengths = files.map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }));
  const functions = files.flatMap(({ path, text }) =>
    functionLengths(text).map(({ line, ownLines }) => ({ at: `${path}:${line}`, ownLines })),
  );

  expect(lengths.filter(({ lines }) => lines > 250)).toEqual([]);
  expect(functions.filter(({ ownLines }) => ownLines > 50)).toEqual([]);
});
