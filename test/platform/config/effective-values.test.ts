import { expect, test } from '@jest/globals';
import { readConfig } from '../../../src/platform/config/index.js';

const secretKey = Buffer.from('QK1v0oVYQfGq5o0cQ0dM2h2t8kq3mLr7xWn4zB6pTys=', 'base64');

test('names every variable with its value, source and default', () => {
  const { effectiveValues } = readConfig({ PORT: '4711', CORDON_SIGN_UP: 'off' });
  const find = (name: string) => effectiveValues.find((value) => value.name === name);

  expect(find('PORT')).toMatchObject({
    value: '4711',
    source: 'ENVIRONMENT',
    default: '4000',
    secret: false,
  });
  expect(find('CORDON_SIGN_UP')).toMatchObject({ value: 'off', source: 'ENVIRONMENT', default: 'on' });
  expect(find('CORDON_ISSUER')).toMatchObject({ value: 'http://localhost:4711', source: 'DEFAULT' });
  expect(find('CORDON_METRICS_PORT')).toMatchObject({ value: null, source: 'DEFAULT', default: 'none' });
});

test('shows values that are not read as a plain text as they were given', () => {
  const given = {
    CORDON_MAIL_FROM: 'Cordon <no-reply@example.com>',
    CORDON_LANDING_PAGES: 'verify=https://app.example.com/verified',
  };
  const { effectiveValues } = readConfig(given);

  const shown = effectiveValues.filter(({ name }) => name in given);
  expect(Object.fromEntries(shown.map(({ name, value }) => [name, value]))).toEqual(given);
});

test('never has the value of a secret, nor of anything else that is read from a file', () => {
  const key = secretKey.toString('base64');
  const files: Readonly<Record<string, string>> = { '/key': key, '/admin': 'a quiet analytical engine' };
  const { effectiveValues } = readConfig(
    {
      DATABASE_URL: 'postgresql://cordon:3up-of-tea@db.example/cordon',
      CORDON_MASTER_KEY_FILE: '/key',
      CORDON_ADMIN_USERNAME: 'root',
      CORDON_ADMIN_EMAIL: 'root@example.com',
      CORDON_ADMIN_PASSWORD_FILE: '/admin',
    },
    (path) => files[path] ?? '',
  );

  const text = JSON.stringify(effectiveValues);
  for (const secret of [key, secretKey.toString('hex'), '3up-of-tea', 'quiet analytical'])
    expect(text).not.toContain(secret);
  const find = (name: string) => effectiveValues.find((value) => value.name === name);
  expect(find('CORDON_MASTER_KEY')).toMatchObject({ value: null, secret: true, source: 'FILE' });
  expect(find('DATABASE_URL')).toMatchObject({ value: null, secret: true, source: 'ENVIRONMENT' });
  const named = effectiveValues.filter(({ name }) => /KEY|SECRET|PASSWORD$|_URL$/.test(name));
  expect(named.filter(({ secret, value }) => !secret && value !== null)).toEqual([]);
});
