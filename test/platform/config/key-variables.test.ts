import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { type ConfigError, readConfig } from '../../../src/platform/config/index.js';

/** Reads a configuration with these files. */
function read(env: Record<string, string>, files: Record<string, string> = {}) {
  return readConfig(env, (path) => {
    const text = files[path];
    if (text === undefined) throw new Error('no such file');
    return text;
  }).keys;
}

function faults(env: Record<string, string>, files?: Record<string, string>): readonly string[] {
  try {
    read(env, files);
    return [];
  } catch (error) {
    return (error as ConfigError).faults.map(({ variable, problem }) => `${variable} ${problem}`);
  }
}

test('the default algorithm is ES256', () => {
  expect(read({})).toMatchObject({ algorithm: 'ES256', sharedSecret: null, previousMasterKey: null });
  expect(read({ CORDON_SIGNING_ALGORITHM: 'PS256' }).algorithm).toBe('PS256');
  expect(faults({ CORDON_SIGNING_ALGORITHM: 'none' })).toHaveLength(1);
  expect(faults({ CORDON_SIGNING_ALGORITHM: 'es256' })).toHaveLength(1);
});

describe('HS256', () => {
  const hs256 = { CORDON_SIGNING_ALGORITHM: 'HS256', CORDON_JWT_SECRET_FILE: 'secret' };

  test.each([
    ['64 hexadecimal digits', randomBytes(32).toString('hex')],
    ['base64', randomBytes(32).toString('base64')],
    ['base64url without padding', randomBytes(32).toString('base64url')],
    ['other text of 32 bytes', 'k4!h:2~zQ8#fL0@wV6$nB1%tY5&mC9*x'],
  ])('uses the bytes of the text: %s', (_what, text) => {
    expect(read(hs256, { secret: `${text}\n` }).sharedSecret).toEqual(Buffer.from(text));
  });

  test.each([
    ['255 bits of text', 'k4!h:2~zQ8#fL0@wV6$nB1%tY5&mC9*'],
    ['128 bits in 32 digits', randomBytes(16).toString('hex')],
    ['192 bits in 32 characters', randomBytes(24).toString('base64')],
    ['one character repeated', 'x'.repeat(64)],
    ['a short pattern', 'secret-'.repeat(10)],
    ['raw bytes that were read as text', `\ufffd${'k4!h:2~zQ8#fL0@wV6$nB1%tY5&mC9*x'}`],
  ])('rejects %s, without repeating it', (_what, text) => {
    const problems = faults(hs256, { secret: text });

    expect(problems).toHaveLength(1);
    expect(problems.join('\n')).toContain('CORDON_JWT_SECRET_FILE');
    expect(problems.join('\n')).not.toContain(text.slice(0, 12));
  });

  test('needs a secret, and a secret needs HS256', () => {
    const secret = randomBytes(32).toString('base64');

    expect(faults({ CORDON_SIGNING_ALGORITHM: 'HS256' })).toEqual([
      'CORDON_JWT_SECRET_FILE is missing, but CORDON_SIGNING_ALGORITHM is HS256',
    ]);
    expect(faults({ CORDON_JWT_SECRET_FILE: 'secret' }, { secret })).toEqual([
      'CORDON_JWT_SECRET_FILE is set, but CORDON_SIGNING_ALGORITHM is ES256',
    ]);
    expect(faults({ CORDON_JWT_SECRET: secret })).toHaveLength(1);
  });
});

test('the previous master key has the format of the master key, may be in a file, and must be different', () => {
  const [now, before] = [randomBytes(32), randomBytes(32)];
  const env = { CORDON_MASTER_KEY: now.toString('base64') };

  expect(
    read({ ...env, CORDON_PREVIOUS_MASTER_KEY_FILE: 'old' }, { old: before.toString('hex') }),
  ).toMatchObject({
    masterKey: now,
    previousMasterKey: before,
  });
  expect(faults({ ...env, CORDON_PREVIOUS_MASTER_KEY: now.toString('hex') })).toEqual([
    'CORDON_PREVIOUS_MASTER_KEY is the same as CORDON_MASTER_KEY',
  ]);
});
