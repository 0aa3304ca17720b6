import { expect, test } from '@jest/globals';
import { ConfigError, withEnvironmentFile } from '../../../src/platform/config/index.js';

test('adds what the file holds, and the real environment wins', () => {
  const env = withEnvironmentFile({ PORT: '1' }, () => 'PORT=2\n# a comment\nHOST="::1"\n');

  expect(env).toEqual({ PORT: '1', HOST: '::1' });
});

test('changes nothing where there is no file', () => {
  expect(withEnvironmentFile({ PORT: '1' }, () => null)).toEqual({ PORT: '1' });
});

test('does not even read the file in production', () => {
  const env = { NODE_ENV: 'production' };

  expect(withEnvironmentFile(env, () => 'PORT=1')).toBe(env);
});

test('refuses a file that would decide whether it is read', () => {
  expect(() => withEnvironmentFile({}, () => 'NODE_ENV=production')).toThrow(ConfigError);
});
