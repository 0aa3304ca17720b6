import { describe, expect, test } from '@jest/globals';
import { functionLengths } from './function-lengths.js';
import { judge, ringOf } from './import-rules.js';
import { placeOf, readSourceFile, readSourceFiles, type SourceFile } from './source-files.js';

const files = readSourceFiles();
const written = files.filter(({ path }) => !path.startsWith('graphql/generated/'));

function violations(check: (file: SourceFile) => readonly string[]): readonly string[] {
  return files.flatMap((file) => check(file).map((problem) => `${file.path}: ${problem}`));
}

test('imports go in one direction, through front doors, and never from a heart to its doors or its storage', () => {
  expect(
    violations((file) =>
      file.imports
        .filter(({ isOurs }) => isOurs)
        .flatMap((one) => judge(file, one)?.concat(` (${one.target})`) ?? []),
    ),
  ).toEqual([]);
});

test('there are no circles, not even of types', () => {
  const graph = new Map(
    files.map(({ path, imports }) => [
      path,
      imports.filter(({ isOurs }) => isOurs).map(({ target }) => target),
    ]),
  );
  const finished = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
    if (trail.includes(path) || finished.has(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    finished.add(path);
  };

  for (const path of graph.keys()) visit(path, []);

  expect(circles).toEqual([]);
});

describe('packages', () => {
  const isStorage = ({ path }: SourceFile): boolean =>
    ringOf(path) === 'storage' || placeOf(path) === 'database';
  const isIn =
    (...places: readonly string[]) =>
    ({ path }: SourceFile): boolean =>
      places.includes(placeOf(path));
  const isDoor = ({ path }: SourceFile): boolean => ['resolvers', 'door'].includes(ringOf(path));

  test.each([
    ['jsonwebtoken', isIn('tokens'), 'one place decides which tokens are good'],
    ['bcrypt', isIn('passwords'), 'one place decides how passwords are kept, and how much work a failure is'],
    ['typeorm', isStorage, 'rows become domain objects in storage and go no further'],
    ['pg', isIn('database'), 'one place knows how the database is reached'],
    ['@electric-sql/pglite', isIn('database'), 'one place knows how the database is reached'],
    [
      'graphql',
      (file: SourceFile) => isIn('graphql', 'auth-directive')(file) || isDoor(file),
      'the heart speaks no protocol',
    ],
    ['@apollo/server', isIn('graphql', 'auth-directive'), 'one edge speaks GraphQL'],
    ['graphql-ws', isIn('graphql'), 'one edge speaks GraphQL'],
    ['fastify', isIn('http'), 'one edge speaks HTTP'],
    ['ws', isIn('http'), 'one edge speaks HTTP'],
    ['pino', isIn('http'), 'one place decides what may be logged'],
    ['prom-client', isIn('http'), 'one place measures'],
    ['commander', isIn('cli'), 'one place reads the command line'],
  ] as const)('%s stays where it is known: %#', (name, isAllowed, because) => {
    const strangers = files
      .filter((file) => !isAllowed(file))
      .filter(({ imports }) => imports.some(({ target, isTypeOnly }) => target === name && !isTypeOnly))
      .map(({ path }) => path);

    expect({ because, strangers }).toEqual({ because, strangers: [] });
  });

  test('no heart knows a database or a protocol even by its types', () => {
    const outside = ['typeorm', 'pg', 'graphql', 'fastify', '@apollo/server'];
    const edges = ['graphql', 'http', 'database', 'auth-directive', 'app', 'server', 'index', 'main'];

    const strangers = violations(({ path, imports }) =>
      ringOf(path) !== 'heart' || edges.includes(placeOf(path))
        ? []
        : imports.map(({ target }) => target).filter((target) => outside.includes(target)),
    );

    expect(strangers).toEqual([]);
  });

  test('the directive library knows graphql and nothing of ours', () => {
    const known = files
      .filter(isIn('auth-directive'))
      .flatMap(({ imports }) => imports)
      .filter(({ isOurs, target }) => !isOurs || placeOf(target) !== 'auth-directive')
      .map(({ target, isTypeOnly }) => (isTypeOnly ? `type ${target}` : target));

    const allowed = [
      'graphql',
      'type graphql',
      '@graphql-tools/utils',
      'type @graphql-tools/utils',
      'type @apollo/server',
    ];
    expect([...new Set(known)].filter((name) => !allowed.includes(name))).toEqual([]);
  });
});

test('only main.ts reads the environment', () => {
  const readers = files.filter(({ readsEnvironment }) => readsEnvironment).map(({ path }) => path);

  expect(readers.filter((path) => path !== 'main.ts')).toEqual([]);
});

test('no file is longer than 250 lines, and half of them are shorter than 80', () => {
  const lengths = written.map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }));
  const sorted = lengths.map(({ lines }) => lines).sort((one, other) => one - other);

  expect(lengths.filter(({ lines }) => lines > 250)).toEqual([]);
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(80);
});

test('no function has more than 50 lines of its own', () => {
  const long = written.flatMap(({ path, text }) =>
    functionLengths(text)
      .filter(({ ownLines }) => ownLines > 50)
      .map(({ line }) => `${path}:${line}`),
  );

  // createApp wires every room, one after the other: cut in pieces it would hide the order.
  expect(long.filter((place) => !place.startsWith('app.ts:'))).toEqual([]);
});

test('every exported name says what it promises', () => {
  const declaration = /^export (?:async |abstract )?(?:function|const|class|interface|enum|type (?!\{))/;
  const silent = written.flatMap(({ path, text }) => {
    const lines = text.split('\n');
    const above = (index: number): string => {
      const line = lines[index - 1] ?? '';
      return line.startsWith('//') ? above(index - 1) : line;
    };
    return lines.flatMap((line, index) =>
      declaration.test(line) && !above(index).endsWith('*/') ? [`${path}:${index + 1}`] : [],
    );
  });

  expect(silent).toEqual([]);
});

test('code and comments are plain ASCII', () => {
  const strangers = written.filter(({ text }) => /[^\n\x20-\x7e]/.test(text)).map(({ path }) => path);

  expect(strangers).toEqual([]);
});

test('the measure of functions does not count the functions inside', () => {
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

describe('the reader of imports', () => {
  test('sees every kind of import', () => {
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

    const { imports, readsEnvironment } = readSourceFile('room/file.ts', source);

    expect(imports.map(({ target, isTypeOnly }) => (isTypeOnly ? `type ${target}` : target)).sort()).toEqual([
      'bcrypt',
      'room/a.ts',
      'room/e.ts',
      'type @scope/name',
      'type b/index.ts',
      'type node:fs',
      'type typeorm',
    ]);
    expect(readsEnvironment).toBe(true);
  });

  test('sees the environment however it is written, and not in comments or texts', () => {
    const reads = (source: string): boolean => readSourceFile('x.ts', source).readsEnvironment;

    expect(reads("const a = process['env'];")).toBe(true);
    expect(reads('const a = process.env.HOME;')).toBe(true);
    expect(reads("// process.env\nconst a = 'process.env';")).toBe(false);
  });
});
