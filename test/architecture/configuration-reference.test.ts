import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect, test } from '@jest/globals';
import {
  type Config,
  environmentTemplate,
  readConfig,
  variableTable,
} from '../../src/platform/config/index.js';
import { repositoryRoot } from './source-files.js';

const template = readFileSync(join(repositoryRoot, '.env.example'), 'utf8');

test('.env.example equals the configuration reader (npm run reference)', () => {
  expect(template).toBe(environmentTemplate());
});

test('the table in docs/configuration.md equals the configuration reader (npm run reference)', () => {
  const page = readFileSync(join(repositoryRoot, 'docs/configuration.md'), 'utf8');

  expect(page).toContain(
    `<!-- variables: npm run reference -->\n${variableTable()}<!-- end of variables -->`,
  );
});

test('every default in .env.example equals the default of the configuration', () => {
  const assignments = template.match(/^# [A-Z][A-Z_]*=.*$/gm) ?? [];
  const env = parseEnv(assignments.map((line) => line.slice(2)).join('\n'));

  expect(assignments).toHaveLength(Object.keys(env).length);
  const withoutSources = ({ effectiveValues: _, ...config }: Config) => config;
  expect(withoutSources(readConfig(env))).toEqual(withoutSources(readConfig({})));
});

test('no example file or page contains a key that would be accepted', () => {
  const pages = readdirSync(join(repositoryRoot, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name));
  const examples = ['.env.example', 'README.md', 'docker-compose.yml', ...pages];
  const words = examples.flatMap(
    (name) =>
      readFileSync(join(repositoryRoot, name), 'utf8')
        // A file path can be as long as a key.
        .replaceAll(/[\w./-]+\.(?:md|ts)\b/g, '')
        .match(/[\w+/=-]{43,64}/g) ?? [],
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
