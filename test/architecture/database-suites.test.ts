import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { repositoryRoot } from './source-files.js';

// CI runs the suites that import this file on both databases, and all others on one.
test('only test/helpers/test-database.ts reads which database the tests run on', () => {
  const files = ['src', 'test', 'packages'].flatMap((folder) =>
    readdirSync(join(repositoryRoot, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.m?[jt]s$/.test(path) && !/node_modules|dist\//.test(path))
      .map((path) => join(folder, path)),
  );

  const readers = files.filter((file) =>
    /env(\.|\[')TEST_DATABASE_URL/.test(readFileSync(join(repositoryRoot, file), 'utf8')),
  );

  expect(readers).toEqual(['test/helpers/test-database.ts']);
});
