import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { promptSecret } from '../../../src/transports/cli/secret-input.js';

/** A terminal whose user types the lines one after the other. */
function user(...lines: readonly string[]) {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const shown: string[] = [];
  const errors = new PassThrough();
  let next = 0;
  errors.on('data', (chunk) => {
    shown.push(String(chunk));
    const line = lines[next];
    if (!String(chunk).endsWith(': ') || line === undefined) return;
    next += 1;
    setImmediate(() => input.write(line));
  });
  return { terminal: { input, output: new PassThrough(), errors }, shown };
}

test('asks twice and shows nothing of what is typed', async () => {
  const { terminal, shown } = user('corect\x7f\x7f\x7frect horse\r', 'correct horse\r');

  const secret = await promptSecret(terminal, 'Password');

  expect(secret).toBe('correct horse');
  expect(shown.join('')).toBe('Password: \nThe same again: \n');
});

test.each([
  ['the two differ', ['correct horse\r', 'correct house\r']],
  ['nothing is typed', ['\r', '\r']],
  ['the user gives up', ['correct\x03']],
  ['the terminal ends', ['\x04']],
])('refuses when %s', async (_, lines) => {
  const { terminal } = user(...lines);

  await expect(promptSecret(terminal, 'Password')).rejects.toThrow('password');
});
