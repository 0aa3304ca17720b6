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

test('makes a key once and answers the same one ever after', () => {
  const first = loadDevelopmentMasterKey(folder);

  expect(first).toHaveLength(32);
  expect(loadDevelopmentMasterKey(folder).equals(first)).toBe(true);
  expect(readdirSync(folder)).toEqual(['master-key']);
});

test('lets nobody but its owner in', () => {
  loadDevelopmentMasterKey(folder);

  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, 'master-key')).mode & 0o777).toBe(0o600);
});

test('refuses a key that others can read, that is a link, or that is damaged, and leaves it as it is', () => {
  loadDevelopmentMasterKey(folder);
  const path = join(folder, 'master-key');

  chmodSync(path, 0o644);
  expect(() => loadDevelopmentMasterKey(folder)).toThrow('can be read by others');
  writeFileSync(path, 'half a key');
  chmodSync(path, 0o600);
  expect(() => loadDevelopmentMasterKey(folder)).toThrow('is damaged');
  expect(statSync(path).size).toBe(10);
  rmSync(path);
  symlinkSync('/nowhere', path);
  expect(() => loadDevelopmentMasterKey(folder)).toThrow('no plain file');
});

test('refuses a folder that cannot be made, saying which variable names it', () => {
  writeFileSync(join(parent, 'deep'), 'a file in the way');

  expect(() => loadDevelopmentMasterKey(folder)).toThrow(/^The data folder .* cannot be written/);
});
