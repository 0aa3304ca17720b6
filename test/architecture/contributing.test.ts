import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { repositoryRoot } from '../helpers/run-program.js';
import { layerRules } from './import-rules.js';

function namesIn(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}

test('CONTRIBUTING.md states the import rules that are enforced', () => {
  const text = readFileSync(`${repositoryRoot}CONTRIBUTING.md`, 'utf8');
  const [, table = ''] = /\| folder \| may import \|\n\|---\|---\|\n((?:\|.*\n)+)/.exec(text) ?? [];
  const rows = table
    .trim()
    .split('\n')
    .map((row) => row.split('|'))
    .map(([, folders = '', mayImport = '']) => ({
      folders: namesIn(folders),
      mayImport: namesIn(mayImport),
    }));

  expect(rows).toEqual(layerRules.map(({ folders, mayImport }) => ({ folders, mayImport })));
});
