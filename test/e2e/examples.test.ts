import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { localPackages } from '../helpers/install-example.js';
import { repositoryRoot } from '../helpers/run-program.js';

/** The files of each example. That it works: examples.full.test.ts. */

const folder = join(repositoryRoot, 'examples');
const names = ['own-types', 'directive-yoga', 'directive-apollo', 'resource-server', 'sign-in-form'];

describe.each(names)('examples/%s', (name) => {
  test('describes every file in its README', () => {
    const readme = readFileSync(join(folder, name, 'README.md'), 'utf8');
    const files = readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' }).filter(
      (file) => /\.(?:js|graphql)$/.test(file) && !file.includes('node_modules'),
    );

    expect(files.length).toBeGreaterThan(1);
    expect(files.filter((file) => !readme.includes(`\`${file}\``))).toEqual([]);
  });

  test('depends on the versions that the repository tests', () => {
    const { dependencies, devDependencies } = JSON.parse(
      readFileSync(join(folder, name, 'package.json'), 'utf8'),
    );
    const root = JSON.parse(readFileSync(`${repositoryRoot}package.json`, 'utf8'));
    const tested: Readonly<Record<string, string>> = { ...root.dependencies, ...root.devDependencies };
    const declared: Readonly<Record<string, string>> = { ...dependencies, ...devDependencies };

    for (const [dependency, version] of Object.entries(declared)) {
      const link = localPackages[dependency];
      expect([dependency, version]).toEqual([
        dependency,
        link === undefined ? tested[dependency] : `file:../../${link}`.replace(/\/\.$/, ''),
      ]);
    }
  });
});

test.each(['directive-yoga', 'directive-apollo'])(
  'examples/%s copies the directive, which would otherwise load the graphql of the repository',
  (name) => {
    expect(readFileSync(join(repositoryRoot, 'examples', name, '.npmrc'), 'utf8')).toBe(
      'install-links=true\n',
    );
  },
);
