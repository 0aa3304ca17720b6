import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type EnvironmentVariables, readConfig } from '../../../src/platform/config/index.js';
import { faultsOf, key, production } from './read-config-fixture.js';

describe('files', () => {
  test('provide a secret without its last line break', () => {
    const env = { ...production, CORDON_MASTER_KEY: '', CORDON_MASTER_KEY_FILE: '/run/secrets/key' };

    const config = readConfig(env, () => `${key.toString('hex')}\n`);

    expect(config.keys.masterKey?.equals(key)).toBe(true);
  });

  test('provide a value without byte order mark and final line ends, and only as UTF-8', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cordon-config-'));
    const read = (content: Buffer): EnvironmentVariables => {
      writeFileSync(join(folder, 'key'), content);
      return { ...production, CORDON_MASTER_KEY: '', CORDON_MASTER_KEY_FILE: join(folder, 'key') };
    };

    const text = `\ufeff${key.toString('base64')}\r\n\r\n`;
    expect(readConfig(read(Buffer.from(text))).keys.masterKey?.equals(key)).toBe(true);
    expect(() => readConfig(read(Buffer.from(text, 'utf16le')))).toThrow(
      'CORDON_MASTER_KEY_FILE names a file that is not UTF-8 text. Save it as UTF-8.',
    );
    rmSync(folder, { recursive: true });
  });

  test('provide the password of the first administrator, which is rejected in the environment', () => {
    const env = { CORDON_ADMIN_USERNAME: 'ada', CORDON_ADMIN_EMAIL: 'ada@example.com' };

    const config = readConfig(
      { ...env, CORDON_ADMIN_PASSWORD_FILE: 'pw' },
      () => 'correct horse battery\r\n',
    );

    expect(config.firstAdministrator?.password).toBe('correct horse battery');
    expect(faultsOf({ ...env, CORDON_ADMIN_PASSWORD: 'correct horse battery' })).toContain(
      'CORDON_ADMIN_PASSWORD is not a variable of Cordon',
    );
    expect(faultsOf({ ...env, CORDON_ADMIN_PASSWORD_FILE: 'pw' }, { pw: 'changeme\n' })).toHaveLength(2);
  });

  test('that cannot be read, are empty or are set together with the value are rejected, without their path', () => {
    const named = { CORDON_MASTER_KEY_FILE: key.toString('base64') };

    expect(faultsOf(named)).toEqual(['CORDON_MASTER_KEY_FILE names a file that cannot be read']);
    expect(faultsOf({ DATABASE_URL_FILE: 'empty' }, { empty: '\n' })).toEqual([
      'DATABASE_URL_FILE names an empty file',
    ]);
    expect(faultsOf({ ...named, CORDON_MASTER_KEY: key.toString('hex') })).toEqual([
      'CORDON_MASTER_KEY and CORDON_MASTER_KEY_FILE are both set',
    ]);
  });

  test('are read only for variables that allow it', () => {
    expect(faultsOf({ CORDON_ISSUER_FILE: 'x' }, { x: 'https://id.example.com' })).toEqual([
      'CORDON_ISSUER_FILE is not a variable of Cordon',
    ]);
  });
});
