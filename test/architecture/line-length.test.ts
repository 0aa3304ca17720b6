import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { repositoryRoot } from './source-files.js';

const packagesFolder = join(repositoryRoot, 'packages');
const packageFolders = readdirSync(packagesFolder).flatMap((name) =>
  ['src', 'test']
    .map((folder) => join('packages', name, folder))
    .filter((folder) => existsSync(join(repositoryRoot, folder))),
);
const checkedFolders = ['src', 'console/src', 'test', 'scripts', 'bench', ...packageFolders];

// The formatter wraps code, but neither comments nor strings.
test('no comment has a line of more than 110 columns', () => {
  const files = checkedFolders.flatMap((folder) =>
    readdirSync(join(repositoryRoot, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.m?[jt]sx?$/.test(path) && !path.includes('/generated/'))
      .map((path) => join(folder, path)),
  );
  const offenders = files.flatMap((file) =>
    readFileSync(join(repositoryRoot, file), 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        line.length > 110 && /^\s*(\/\/|\/?\*)/.test(line) ? [`${file}:${index + 1}`] : [],
      ),
  );

  expect(offenders).toEqual([]);
});
