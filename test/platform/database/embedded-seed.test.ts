import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { PGlite } from '@electric-sql/pglite';
import { afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { unpackSeed } from '../../../src/platform/database/embedded-seed.js';
import { findBuiltSeed } from '../../helpers/data-folder.js';

let builtSeed: string;
let folder: string;

beforeAll(async () => {
  builtSeed = await findBuiltSeed();
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordon-seed-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the built seed unpacks to an empty database without tables, passwords or other roles', async () => {
  const database = join(folder, 'database');
  unpackSeed(builtSeed, database);

  const pglite = new PGlite(database);
  const tables = await pglite.query(
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace",
  );
  const roles = await pglite.query(
    "SELECT rolname, rolpassword FROM pg_authid WHERE rolname NOT LIKE 'pg\\_%'",
  );
  await pglite.close();

  expect(tables.rows).toEqual([]);
  expect(roles.rows).toEqual([{ rolname: 'postgres', rolpassword: null }]);
  expect(statSync(database).mode & 0o777).toBe(0o700);
});

test('the built seed is smaller than two megabytes', () => {
  expect(statSync(builtSeed).size).toBeLessThan(2_000_000);
});

test('unpackSeed replaces the draft of an interrupted start', () => {
  mkdirSync(join(folder, 'database.new'));
  writeFileSync(join(folder, 'database.new', 'half'), 'x');

  unpackSeed(builtSeed, join(folder, 'database'));

  expect(existsSync(join(folder, 'database', 'half'))).toBe(false);
  expect(readdirSync(folder)).toEqual(['database']);
});

test('unpackSeed leaves no folder when the seed is damaged', () => {
  const damaged = join(folder, 'damaged.br');
  writeFileSync(damaged, brotliCompressSync('[{"path":"a","size":1},{"path":"b/c","size":1}]\nxy'));

  expect(() => unpackSeed(damaged, join(folder, 'database'))).toThrow();
  expect(existsSync(join(folder, 'database'))).toBe(false);
});
