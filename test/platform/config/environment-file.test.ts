import { expect, test } from '@jest/globals';
import { ConfigError, withEnvironmentFile } from '../../../src/platform/config/index.js';
import { decodeText } from '../../../src/shared/index.js';

test('adds the variables of the file; the environment takes precedence', () => {
  const env = withEnvironmentFile({ PORT: '1' }, () => 'PORT=2\n# a comment\nHOST="::1"\n');

  expect(env).toEqual({ PORT: '1', HOST: '::1' });
});

test('changes nothing without a file', () => {
  expect(withEnvironmentFile({ PORT: '1' }, () => null)).toEqual({ PORT: '1' });
});

test('does not read the file in production', () => {
  const env = { NODE_ENV: 'production' };

  expect(withEnvironmentFile(env, () => 'PORT=1')).toBe(env);
});

test('rejects a file that sets NODE_ENV', () => {
  expect(() => withEnvironmentFile({}, () => 'NODE_ENV=production')).toThrow(ConfigError);
});

test('names a file that is not UTF-8', () => {
  const readText = (): string => decodeText(Buffer.from('PORT=1', 'utf16le'));

  expect(() => withEnvironmentFile({}, readText)).toThrow('.env is not UTF-8 text. Save the file as UTF-8.');
});
