import { createInterface, type Interface } from 'node:readline/promises';
import { type Readable, Writable } from 'node:stream';
import { decodeText, TextEncodingError, withoutFinalLineEnds } from '../../shared/index.js';
import { UsageError } from './cli-errors.js';

/** The streams of a command line: those of the process, or of a test. */
export interface Terminal {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable;
  readonly errors: Writable;
}

const limitBytes = 4096;

/**
 * Reads a secret from standard input to its end, without a byte order mark and the line ends after it. Throws
 * a UsageError when it is empty, longer than 4 KiB, or not UTF-8 (decoding would change the password).
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
  const text = withoutFinalLineEnds(decode(Buffer.concat(chunks)));
  if (text === '') throw new UsageError('Standard input is empty; the password is read from it.');
  return text;
}

function decode(bytes: Buffer): string {
  try {
    return decodeText(bytes);
  } catch (error) {
    if (!(error instanceof TextEncodingError)) throw error;
    throw new UsageError(`Standard input ${error.message}.`);
  }
}

/**
 * Prompts twice for a secret without echoing it. Throws a UsageError when the input is not a terminal, when
 * the two entries differ, or when the user cancels.
 */
export async function promptSecret({ input, errors }: Terminal, prompt: string): Promise<string> {
  if (input.isTTY !== true) {
    throw new UsageError('Standard input is not a terminal; pass the password with --password-stdin.');
  }
  // readline echoes the input to its output.
  const mutedOutput = new Writable({ write: (_chunk, _encoding, done) => done() });
  const questions = createInterface({ input, output: mutedOutput, terminal: true, historySize: 0 });
  try {
    const first = await askSecret(questions, errors, `${prompt}: `);
    const second = await askSecret(questions, errors, 'Repeat it: ');
    if (first === '') throw new UsageError('The password must not be empty.');
    if (first !== second) throw new UsageError('The two passwords are not the same. Nothing was changed.');
    return first;
  } finally {
    questions.close();
  }
}

async function askSecret(questions: Interface, errors: Writable, prompt: string): Promise<string> {
  errors.write(prompt);
  const cancelled = new AbortController();
  // Without this, Control-C and the end of the input leave the question pending.
  questions.once('SIGINT', () => cancelled.abort());
  questions.once('close', () => cancelled.abort());
  try {
    return await questions.question('', { signal: cancelled.signal });
  } catch (error) {
    throw cancelled.signal.aborted ? new UsageError('No password was entered. Nothing was changed.') : error;
  } finally {
    errors.write('\n');
  }
}
