import { posix } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { functionLengths } from './function-lengths.js';
import { findImportCycles } from './import-cycles.js';
import { checkImport, fileRoleOf } from './import-rules.js';
import { folderOf, readSourceFile, readSourceFiles, type SourceFile } from './source-files.js';

const files = readSourceFiles();
const handwrittenFiles = files.filter(({ path }) => !path.startsWith('transports/graphql/generated/'));

function violations(check: (file: SourceFile) => readonly string[]): readonly string[] {
  return files.flatMap((file) => check(file).map((problem) => `${file.path}: ${problem}`));
}

test('imports follow the layers, use the index.ts of other folders, and never lead from domain files to entry points or storage', () => {
  expect(
    violations((file) =>
      file.imports
        .filter(({ isInternal }) => isInternal)
        .flatMap((one) => checkImport(file, one)?.concat(` (${one.target})`) ?? []),
    ),
  ).toEqual([]);
});

test('there are no import cycles, type-only imports included', () => {
  expect(findImportCycles(files)).toEqual([]);
});

describe('packages', () => {
  const isStorage = ({ path }: SourceFile): boolean =>
    fileRoleOf(path) === 'storage' || folderOf(path) === 'platform/database';
  const isIn =
    (...folders: readonly string[]) =>
    ({ path }: SourceFile): boolean =>
      folders.includes(folderOf(path));
  const isEntryPoint = ({ path }: SourceFile): boolean =>
    ['resolvers', 'entry-point'].includes(fileRoleOf(path));

  test.each([
    ['jsonwebtoken', isIn('modules/tokens'), 'tokens are verified in one place'],
    ['bcrypt', isIn('modules/passwords'), 'passwords are hashed in one place'],
    ['typeorm', isStorage, 'storage files turn rows into domain objects'],
    ['pg', isIn('platform/database'), 'connections are opened in one place'],
    ['@electric-sql/pglite', isIn('platform/database', 'testing'), 'connections are opened in one place'],
    [
      'graphql',
      (file: SourceFile) => isIn('transports/graphql', 'testing')(file) || isEntryPoint(file),
      'domain files know no protocol',
    ],
    ['@apollo/server', isIn('transports/graphql'), 'GraphQL is served in one place'],
    ['graphql-ws', isIn('transports/graphql'), 'GraphQL is served in one place'],
    ['fastify', isIn('transports/http'), 'HTTP is served in one place'],
    ['ws', isIn('transports/http'), 'HTTP is served in one place'],
    ['pino', isIn('transports/http'), 'logs are redacted in one place'],
    ['prom-client', isIn('transports/http'), 'metrics are counted in one place'],
    ['commander', isIn('transports/cli'), 'arguments are parsed in one place'],
  ] as const)('%s is imported by the allowed files only: %#', (name, isAllowed, reason) => {
    const offenders = files
      .filter((file) => !isAllowed(file))
      .filter(({ imports }) => imports.some(({ target, isTypeOnly }) => target === name && !isTypeOnly))
      .map(({ path }) => path);

    expect({ reason, offenders }).toEqual({ reason, offenders: [] });
  });

  test('domain files import no database or protocol package, types included', () => {
    const outside = ['typeorm', 'pg', 'graphql', 'fastify', '@apollo/server'];
    const edges = [
      'transports/graphql',
      'transports/http',
      'platform/database',
      'app',
      'server',
      'index',
      'main',
      'tables',
      'testing',
    ];

    const offenders = violations(({ path, imports }) =>
      fileRoleOf(path) !== 'domain' || edges.includes(folderOf(path))
        ? []
        : imports.map(({ target }) => target).filter((target) => outside.includes(target)),
    );

    expect(offenders).toEqual([]);
  });
});

test('only main.ts reads the environment', () => {
  const readers = files.filter(({ readsEnvironment }) => readsEnvironment).map(({ path }) => path);

  expect(readers.filter((path) => path !== 'main.ts')).toEqual([]);
});

test('no file is longer than 250 lines, and half of them are shorter than 80', () => {
  const lengths = handwrittenFiles.map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }));
  const sorted = lengths.map(({ lines }) => lines).sort((one, other) => one - other);

  // app.ts grows with every module.
  expect(lengths.filter(({ lines, path }) => lines > 250 && path !== 'app.ts')).toEqual([]);
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(80);
});

test('no function has more than 50 lines of its own', () => {
  const long = handwrittenFiles.flatMap(({ path, text }) =>
    functionLengths(text)
      .filter(({ ownLines }) => ownLines > 50)
      .map(({ line }) => `${path}:${line}`),
  );

  // createApp builds every module in order, which parts would hide.
  expect(long.filter((place) => !place.startsWith('app.ts:'))).toEqual([]);
});

/** Returns the exported names of an index file with the files that declare them. */
function exportsByFile({ path, text }: SourceFile): readonly (readonly [file: string, name: string])[] {
  const declared = [...text.matchAll(/^export (?:async )?(?:function|const|class|interface|type) (\w+)/gm)];
  const reexported = [...text.matchAll(/^export (?:type )?\{([^}]*)\} from '(\.[^']*)'/gm)];
  return [
    ...declared.map(([, name = '']) => [path, name] as const),
    ...reexported.flatMap(([, list = '', source = '']) => {
      const file = posix.join(posix.dirname(path), source.replace(/\.js$/, '.ts'));
      const names = list.match(/(?<!as )\b(?!type\b|as\b)\w+/g) ?? [];
      return names.map((name) => [file, name] as const);
    }),
  ];
}

function isDocumented(text: string, name: string): boolean {
  const declaration = new RegExp(
    `^export (?:async |abstract )?(?:function|const|class|interface|type) ${name}\\b`,
  );
  const lines = text.split('\n').filter((line) => !line.startsWith('//'));
  const index = lines.findIndex((line) => declaration.test(line));
  return index < 0 || (lines[index - 1] ?? '').endsWith('*/');
}

test("every export of a module's index.ts and of src/index.ts has a doc comment at its declaration", () => {
  const textOf = new Map(handwrittenFiles.map(({ path, text }) => [path, text]));
  const indexFiles = handwrittenFiles.filter(({ path }) => /^(modules\/[^/]+\/)?index\.ts$/.test(path));
  const undocumented = indexFiles
    .flatMap(exportsByFile)
    .filter(([file, name]) => !isDocumented(textOf.get(file) ?? '', name))
    .map(([file, name]) => `${file}: ${name}`);

  expect(undocumented).toEqual([]);
});

test('code and comments are plain ASCII, except for the words of mails', () => {
  const offenders = handwrittenFiles
    .filter(({ path }) => !/^modules\/mail\/[a-z-]+-templates\.ts$/.test(path))
    .filter(({ text }) => /[^\n\x20-\x7e]/.test(text))
    .map(({ path }) => path);

  expect(offenders).toEqual([]);
});

test('functionLengths does not count nested functions', () => {
  const source = [
    '// first',
    'function outer() {',
    '  const inner = () => {',
    '    a();',
    '    b();',
    '  };',
    '  c();',
    '}',
  ];

  expect(functionLengths(source.join('\n'))).toEqual([
    { line: 3, ownLines: 4 },
    { line: 2, ownLines: 4 },
  ]);
});

describe('readSourceFile', () => {
  test('finds every kind of import', () => {
    const source = [
      "import { a } from './a.js';",
      "import type { B } from '../b/index.js';",
      "import { type C, type D } from 'typeorm';",
      "export * from './e.js';",
      "export type { F } from 'node:fs';",
      "type G = import('@scope/name/deep').G;",
      "const h = () => import('bcrypt');",
      'const i = process.env;',
    ].join('\n');

    const { imports, readsEnvironment } = readSourceFile('module/file.ts', source);

    expect(imports.map(({ target, isTypeOnly }) => (isTypeOnly ? `type ${target}` : target)).sort()).toEqual([
      'bcrypt',
      'module/a.ts',
      'module/e.ts',
      'type @scope/name',
      'type b/index.ts',
      'type node:fs',
      'type typeorm',
    ]);
    expect(readsEnvironment).toBe(true);
  });

  test('finds every spelling of process.env, but not in comments and strings', () => {
    const reads = (source: string): boolean => readSourceFile('x.ts', source).readsEnvironment;

    expect(reads("const a = process['env'];")).toBe(true);
    expect(reads('const a = process.env.HOME;')).toBe(true);
    expect(reads("// process.env\nconst a = 'process.env';")).toBe(false);
  });
});
