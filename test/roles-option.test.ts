import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readRolesOption } from '../src/roles-option.js';
// Jest cannot link the modules of two dynamic imports at once.
import '../src/transports/graphql/policy.commands.js';
import '../src/transports/graphql/policy-reports.js';
import { runCordon } from './helpers/run-cordon.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'roles-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const inputWith = (options: Readonly<Record<string, string>>) => ({ arguments: {}, options, secret: null });

describe('--roles', () => {
  test('names a file with the roles of a project; without it a command knows those of Cordon', () => {
    const path = write('roles.json', '{ "BILLING": { "includes": ["USER"], "scopes": ["invoices:read"] } }');

    expect(readRolesOption(inputWith({ roles: path })).scopesOf('BILLING')).toContain('invoices:read');
    expect(readRolesOption(inputWith({})).names).toEqual(['USER', 'SUPPORT', 'ADMIN']);
  });

  test.each(['', 'BILLING', '[]', 'null', '{ "BILLING": { "above": "USER" } }', '{ "BILLING": [] }'])(
    'refuses a file that does not declare roles: %p',
    (text) => {
      const path = write('broken.json', text);

      expect(() => readRolesOption(inputWith({ roles: path }))).toThrow(
        expect.objectContaining({ reason: 'INVALID_INPUT', message: expect.stringContaining(path) }),
      );
    },
  );

  test('refuses a file that does not exist', () => {
    expect(() => readRolesOption(inputWith({ roles: join(folder, 'none') }))).toThrow(
      'does not declare roles',
    );
  });
});

describe('cordon policy', () => {
  const sdl = (rule: string) => `
    enum Role { USER SUPPORT BILLING ADMIN }
    type Query { invoices: Int @auth(requires: ${rule}) }`;
  const cells = (stdout: string) =>
    Object.fromEntries(
      stdout
        .split('\n')
        .filter((line) => line.includes('Query.invoices') || line.includes('SUPPORT'))
        .map((line) => line.split('|').map((cell) => cell.trim()))
        .map(([, name = '', ...rest]) => [name, rest]),
    );

  test('reports on a role that a project places beside SUPPORT', async () => {
    const roles = write('beside.json', '{ "BILLING": {} }');
    const args = ['policy', '--markdown', '--schema', write('one.graphql', sdl('BILLING')), '--roles', roles];

    const { exitCode, stdout } = await runCordon(args, {});
    const { coordinate: head = [], 'Query.invoices': row = [] } = cells(stdout);

    const opened = head.filter((_, index) => row[index] === 'ALLOW');
    expect(exitCode).toBe(0);
    expect(head).toEqual(expect.arrayContaining(['USER', 'SUPPORT', 'BILLING', 'ADMIN']));
    expect(opened).toEqual(['BILLING', 'ADMIN']);
  });

  test('compares schemas with such a role, and refuses them without the option', async () => {
    const roles = write('beside.json', '{ "BILLING": {} }');
    const [strict, loose] = [write('strict.graphql', sdl('ADMIN')), write('loose.graphql', sdl('BILLING'))];

    const gains = await runCordon(['policy', 'diff', strict, loose, '--roles', roles], {});
    const loses = await runCordon(['policy', 'diff', loose, strict, '--roles', roles], {});
    const without = await runCordon(['policy', 'diff', strict, loose], {});

    expect([gains.exitCode, loses.exitCode, without.exitCode]).toEqual([1, 0, 1]);
    expect(gains.stdout).toContain('BILLING');
    expect(gains.stdout).not.toContain('SUPPORT');
    expect(without.stderr).toContain('Role.BILLING');
  });
});
