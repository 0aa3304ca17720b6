import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { type ConfigError, readConfig } from '../../../src/platform/config/index.js';

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const hash = hashOf(randomBytes(32).toString('base64'));
const other = hashOf(randomBytes(32).toString('base64'));

function read(text: string, env: Record<string, string> = { CORDON_CLIENTS_FILE: 'clients.json' }) {
  return readConfig(env, () => text).oauth.clients;
}

/** Returns the message of the ConfigError, which has one line per problem. */
function errorMessageOf(text: string): string {
  try {
    read(text);
    return '';
  } catch (error) {
    return (error as ConfigError).message;
  }
}

test('without a file there are no clients', () => {
  expect(read('', {})).toEqual([]);
});

test('reads ids and hashes in either case, and one id with two secrets', () => {
  const text = JSON.stringify([
    { id: 'reports', secretSha256: hash },
    { id: 'reports', secretSha256: other.toUpperCase() },
  ]);

  expect(read(`${text}\n`)).toEqual([
    { id: 'reports', secretSha256: Buffer.from(hash, 'hex') },
    { id: 'reports', secretSha256: Buffer.from(other, 'hex') },
  ]);
});

describe('rejects, in one line with the name of the variable and no content of the file,', () => {
  const entry = { id: 'reports', secretSha256: hash };
  const notAList = 'names a file that is not a JSON list of clients';
  const badHash = 'entry 1 has a "secretSha256" that is not 64 hexadecimal digits';
  const badId = 'entry 1 has an "id" that';
  const placeholder = 'entry 1 has the hash of a placeholder';

  test.each([
    ['text that is not JSON', '[{"id":', notAList],
    ['an object', JSON.stringify({ reports: hash }), notAList],
    ['an empty list', '[]', notAList],
    ['an entry that is not an object', JSON.stringify([entry, 'reports']), 'entry 2 is not an object'],
    ['a list as an entry', JSON.stringify([[1]]), 'entry 1 has members other than'],
    [
      'a secret in plain text',
      JSON.stringify([{ ...entry, secret: 'plain' }]),
      'entry 1 has members other than',
    ],
    ['no id', JSON.stringify([{ secretSha256: hash }]), badId],
    ['an id with a colon', JSON.stringify([{ ...entry, id: 'a:b' }]), badId],
    ['an empty id', JSON.stringify([{ ...entry, id: '' }]), badId],
    ['no hash', JSON.stringify([{ id: 'reports' }]), badHash],
    ['a secret where the hash belongs', JSON.stringify([{ ...entry, secretSha256: 'the secret' }]), badHash],
    ['a truncated hash', JSON.stringify([{ ...entry, secretSha256: hash.slice(1) }]), badHash],
    ['the hash of an empty secret', JSON.stringify([{ ...entry, secretSha256: hashOf('') }]), placeholder],
    [
      'the hash of an example, made with echo',
      JSON.stringify([{ ...entry, secretSha256: hashOf('changeme\n') }]),
      placeholder,
    ],
    ['a repeated entry', JSON.stringify([entry, entry]), 'entry 2 is repeated'],
  ])('%s', (_what, text, words) => {
    const line = errorMessageOf(text);

    expect(line).toMatch(/^CORDON_CLIENTS_FILE names a file/);
    expect(line).toContain(words);
    expect(line).not.toContain('\n');
    for (const secret of ['the secret', 'plain', hash.slice(1)]) expect(line).not.toContain(secret);
  });

  test('a file that cannot be read', () => {
    const failing = () => {
      throw new Error('ENOENT');
    };

    expect(() => readConfig({ CORDON_CLIENTS_FILE: 'nowhere' }, failing)).toThrow(
      'CORDON_CLIENTS_FILE names a file that cannot be read',
    );
  });
});

test('rejects the list in CORDON_CLIENTS itself', () => {
  expect(() => readConfig({ CORDON_CLIENTS: '[]' })).toThrow(/CORDON_CLIENTS is not a variable of Cordon/);
});
