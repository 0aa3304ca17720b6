import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { promptSecret } from '../../../src/transports/cli/secret-input.js';

/** Creates a terminal on which the lines are typed, one per prompt. */
function createTypingTerminal(...lines: readonly string[]) {
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

test('prompts twice and does not echo the input', async () => {
  const { terminal, shown } = createTypingTerminal('corect\x7f\x7f\x7frect horse\r', 'correct horse\r');

  const secret = await promptSecret(terminal, 'Password');

  expect(secret).toBe('correct horse');
  expect(shown.join('')).toBe('Password: \nRepeat it: \n');
});

test.each([
  ['the two entries differ', ['correct horse\r', 'correct house\r']],
  ['the input is empty', ['\r', '\r']],
  ['the user cancels', ['correct\x03']],
  ['the input ends', ['\x04']],
])('promptSecret rejects when %s', async (_, lines) => {
  const { terminal } = createTypingTerminal(...lines);

  await expect(promptSecret(terminal, 'Password')).rejects.toThrow('password');
});
