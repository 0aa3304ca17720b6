import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { loadDevelopmentMasterKey } from '../../../src/platform/config/index.js';

let parent: string;
let folder: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'cordon-key-'));
  folder = join(parent, 'deep', 'data');
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

test('creates a key once and then returns the same one', () => {
  const first = loadDevelopmentMasterKey(folder);

  expect(first).toHaveLength(32);
  expect(loadDevelopmentMasterKey(folder).equals(first)).toBe(true);
  expect(readdirSync(folder)).toEqual(['master-key']);
});

test('creates the folder with mode 0700 and the file with mode 0600', () => {
  loadDevelopmentMasterKey(folder);

  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, 'master-key')).mode & 0o777).toBe(0o600);
});

test('rejects a key that other users can read, that is a link, or that is damaged, and does not change it', () => {
  loadDevelopmentMasterKey(folder);
  const path = join(folder, 'master-key');

  chmodSync(path, 0o644);
  expect(() => loadDevelopmentMasterKey(folder)).toThrow('can be read by other users');
  writeFileSync(path, 'half a key');
  chmodSync(path, 0o600);
  expect(() => loadDevelopmentMasterKey(folder)).toThrow('is damaged');
  expect(statSync(path).size).toBe(10);
  rmSync(path);
  symlinkSync('/nowhere', path);
  expect(() => loadDevelopmentMasterKey(folder)).toThrow('not a regular file');
});

test('rejects a folder that cannot be created', () => {
  writeFileSync(join(parent, 'deep'), 'a file with the name of the folder');

  expect(() => loadDevelopmentMasterKey(folder)).toThrow(/^The data folder .* cannot be written/);
});
