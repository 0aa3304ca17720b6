import { createInterface, type Interface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

const limitBytes = 4096;

/**
 * Reads a secret from standard input to its end, without the last line break. Refuses with a UsageError what is empty, longer than
 * 4 KiB, or no UTF-8 (which would silently become another password).
 */
export async function readSecret(input: Terminal['input']): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > limitBytes) throw new UsageError('Standard input is too long for a password.');
    chunks.push(bytes);
  }
  const text = decode(Buffer.concat(chunks)).replace(/\r?\n$/, '');
  if (text === '') throw new UsageError('Standard input is empty: send the password to it.');
  return text;
}

function decode(bytes: Buffer): string {
  try {
    // ignoreBOM keeps a leading U+FEFF: nothing is taken from a password unsaid.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UsageError('Standard input is not UTF-8 text.');
  }
}

/**
 * Asks a user twice, without showing what is typed. Refuses with a UsageError when there is no terminal to ask at, when the two differ,
 * or when the user gives up.
 */
export async function promptSecret({ input, errors }: Terminal, prompt: string): Promise<string> {
  if (input.isTTY !== true) {
    throw new UsageError('There is no terminal to ask for a password: send it with --password-stdin.');
  }
  // readline echoes what is typed to its output; this one swallows it.
  const mutedOutput = new Writable({ write: (_chunk, _encoding, done) => done() });
  const questions = createInterface({ input, output: mutedOutput, terminal: true, historySize: 0 });
  try {
    const first = await ask(questions, errors, `${prompt}: `);
    const second = await ask(questions, errors, 'The same again: ');
    if (first === '') throw new UsageError('An empty password is none.');
    if (first !== second) throw new UsageError('The two passwords differ. Nothing was changed.');
    return first;
  } finally {
    questions.close();
  }
}

async function ask(questions: Interface, errors: Writable, prompt: string): Promise<string> {
  errors.write(prompt);
  const cancelled = new AbortController();
  // Control-C and the end of input leave the question open for ever otherwise.
  questions.once('SIGINT', () => cancelled.abort());
  questions.once('close', () => cancelled.abort());
  try {
    return await questions.question('', { signal: cancelled.signal });
  } catch (error) {
    throw cancelled.signal.aborted ? new UsageError('No password was given. Nothing was changed.') : error;
  } finally {
    errors.write('\n');
  }
}
