import { beforeAll, describe, expect, test } from '@jest/globals';
import { ensureBuilt, repositoryRoot, runNode } from '../helpers/run-program.js';

/** The built library, imported by its public names as in another project. */

beforeAll(ensureBuilt);

/** A loader that prints the URL of every loaded file. The library itself prints nothing. */
const fileListingLoader = `
import { register } from 'node:module';
const hooks = \`import { writeSync } from 'node:fs';
export async function load(url, context, next) {
  writeSync(1, url + '\\\\n');
  return next(url, context);
}\`;
register('data:text/javascript,' + encodeURIComponent(hooks));`;

async function filesLoadedBy(name: string): Promise<readonly string[]> {
  const { exitCode, stdout, stderr } = await runNode([
    '--import',
    `data:text/javascript,${encodeURIComponent(fileListingLoader)}`,
    '--input-type=module',
    '--eval',
    `import * as library from '${name}'; if (Object.keys(library).length === 0) throw new Error('nothing');`,
  ]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const root = new URL(`file://${repositoryRoot}`).href;
  return stdout
    .split('\n')
    .filter((url) => url.startsWith(root))
    .map((url) => url.slice(root.length));
}

describe.each(['cordon/auth-directive', 'cordon/auth-directive/apollo'])('%s', (name) => {
  test('loads no file of the server, and no packages but graphql and @graphql-tools/utils', async () => {
    const files = await filesLoadedBy(name);

    const ours = files.filter((file) => !file.startsWith('node_modules/'));
    const packages = new Set(
      files.flatMap((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []),
    );
    expect(ours.length).toBeGreaterThan(0);
    const reExport = /^dist\/auth-directive(-apollo)?\.js$/;
    expect(
      ours.filter((file) => !file.startsWith('packages/auth-directive/dist/') && !reExport.test(file)),
    ).toEqual([]);
    // Including the dependencies of @graphql-tools/utils.
    const tools = [
      'graphql',
      '@graphql-tools/utils',
      '@whatwg-node/promise-helpers',
      'cross-inspect',
      'dset',
      'tslib',
    ];
    expect([...packages].filter((one) => !tools.includes(one) && !one.startsWith('@graphql-typed'))).toEqual(
      [],
    );
  });
});
