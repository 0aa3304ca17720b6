import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Ajv, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';
import { readConfig } from '../../src/platform/config/index.js';
import { repositoryRoot } from './source-files.js';

/** The schema of the compose specification in the package dclint, which does not export it. */
function specification(): ValidateFunction {
  const manifest = createRequire(import.meta.url).resolve('dclint/package.json');
  const { $schema: _draft, ...schema } = JSON.parse(
    readFileSync(join(dirname(manifest), 'schemas', 'compose.schema.json'), 'utf8'),
  );
  return new Ajv({ strict: false, validateFormats: false }).compile(schema);
}

const text = readFileSync(join(repositoryRoot, 'docker-compose.yml'), 'utf8');
const compose = parse(text);

test('docker-compose.yml is valid against the compose specification', () => {
  const isValid = specification();

  isValid(compose);

  expect(isValid.errors).toBeNull();
});

test('the check detects a misspelled key', () => {
  const isValid = specification();

  expect(isValid({ ...compose, services: { cordon: { ...compose.services.cordon, helthcheck: {} } } })).toBe(
    false,
  );
});

test('the server has valid variables, and every secret comes from a file', () => {
  const environment: Record<string, string> = Object.fromEntries(
    Object.entries(compose.services.cordon.environment).map(([name, value]) => [
      name,
      String(value).replace(/\$\{[A-Z_]+:-(.*)\}/, '$1'),
    ]),
  );
  const files: Record<string, string> = {
    '/run/secrets/master_key': '5f0d7c1be2a94683d10fe85c2b7a9641c3d8e0f72b6a51948ed37fc0a2469b1d',
    '/run/secrets/database_url': 'postgresql://cordon:0f9a7c31d2@postgres:5432/cordon',
  };

  const config = readConfig(environment, (path) => files[path] ?? '');

  expect(config.isProduction).toBe(true);
  expect(Object.keys(compose.secrets)).toEqual(['postgres_password', 'database_url', 'master_key']);
});

test('only the server is published, on the loopback address', () => {
  expect(compose.services.postgres.ports).toBeUndefined();
  expect(compose.services.cordon.ports).toEqual(['127.0.0.1:4000:4000']);
  expect(compose.networks.inside.internal).toBe(true);
});
