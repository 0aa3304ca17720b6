import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { hasPostgres } from '../../scripts/temporary-postgres.mjs';
import { ensureBuilt, repositoryRoot, runNode } from '../helpers/run-program.js';

/** That the benchmarks still run, in their smallest form. What they measure says nothing here. */

/** Every benchmark, and chaos, with the command that package.json has for it. */
const scripts: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(`${repositoryRoot}package.json`, 'utf8'),
).scripts;
const benchmarks = Object.keys(scripts).filter((name) => /^(bench|chaos)(:|$)/.test(name));
const run = (name: string, options: readonly string[]) => {
  const words = scripts[name]?.split(' && node ').at(-1)?.split(' ') ?? [];
  return runNode([...words, ...options]);
};

beforeAll(ensureBuilt);

test.each(benchmarks)('%s loads, and prints its usage for an unknown option', async (name) => {
  const { exitCode, stdout, stderr } = await run(name, ['--unknown']);

  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(new RegExp(`^Usage: npm run ${name} -- \\[--.*\\]$`, 'm'));
});

test('the usage is printed for a value of another form, too', async () => {
  for (const options of [['--rounds', '0'], ['--writers', '1,x'], ['--volatile=1'], ['stray']]) {
    const { exitCode, stderr } = await run('bench:audit', options);

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^Usage: npm run bench:audit/);
  }
});

(hasPostgres() ? describe : describe.skip)('with the least work', () => {
  test('bench compares Cordon with another server', async () => {
    const options = ['--rounds', '1', '--requests', '20', '--only', 'Cordon'];
    const { exitCode, stdout, stderr } = await run('bench', options);

    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    for (const name of ['Cordon on Postgres', 'Cordon embedded', 'mercurius, mercurius-auth, JIT'])
      expect(stdout).toMatch(new RegExp(`^${name} +\\d+ us +[\\d.]+x +p50 [\\d.]+ ms`, 'm'));
    expect(stdout).toMatch(/^Cordon on Postgres: verify +\d+ us/m);
  });

  test('bench:audit compares the log with pgbench, verifies it and reads pages', async () => {
    const options = ['--seconds', '1', '--rounds', '1', '--writers', '2', '--rows', '1000'];
    const { exitCode, stdout, stderr } = await run('bench:audit', options);

    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(stdout).toMatch(/^ 2 writers: audited +\d+\/s, unaudited .*; pgbench audited +[1-9]\d*\/s/m);
    expect(stdout).toMatch(/^verification: [1-9]\d* entries in [\d.]+ s, \d+\/s, valid$/m);
    expect(stdout.match(/^a page of 20 in .*: newest entries [\d.]+ ms, one user/gm)).toHaveLength(2);
  });

  test('bench:scale compares every case with few users and with many', async () => {
    const { exitCode, stdout, stderr } = await run('bench:scale', ['--users', '1000', '--repeats', '1']);

    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(stdout).toMatch(/^1000 users: filled in [\d.]+ s$/m);
    expect(stdout).toMatch(/^[1-9]\d* cases, \d+ above 1\.3$/m);
  });
});
