import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect, test } from '@jest/globals';
import { environmentTemplate, readConfig, variableTable } from '../../src/platform/config/index.js';
import { repositoryRoot } from './source-files.js';

const template = readFileSync(join(repositoryRoot, '.env.example'), 'utf8');

test('.env.example equals the configuration reader (npm run reference)', () => {
  expect(template).toBe(environmentTemplate());
});

test("README's table of variables equals the configuration reader (npm run reference)", () => {
  const readme = readFileSync(join(repositoryRoot, 'README.md'), 'utf8');

  expect(readme).toContain(
    `<!-- variables: npm run reference -->\n${variableTable()}<!-- end of variables -->`,
  );
});

test('every default in .env.example, uncommented, is what holds without it', () => {
  const assignments = template.match(/^# [A-Z][A-Z_]*=.*$/gm) ?? [];
  const env = parseEnv(assignments.map((line) => line.slice(2)).join('\n'));

  expect(assignments).toHaveLength(Object.keys(env).length);
  expect(readConfig(env)).toEqual(readConfig({}));
});

test('no file of examples holds a key that would be accepted', () => {
  const examples = ['.env.example', 'README.md', 'docker-compose.yml'].filter((name) =>
    existsSync(join(repositoryRoot, name)),
  );
  const words = examples.flatMap(
    (name) => readFileSync(join(repositoryRoot, name), 'utf8').match(/[\w+/=-]{43,64}/g) ?? [],
  );

  const accepted = words.filter((word) => {
    try {
      return readConfig({ CORDON_MASTER_KEY: word }).keys.masterKey !== null;
    } catch {
      return false;
    }
  });

  expect(accepted).toEqual([]);
});
