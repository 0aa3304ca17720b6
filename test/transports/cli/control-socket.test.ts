import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Command, type CommandInput, DomainError, NegativeResult } from '../../../src/shared/index.js';
import {
  type ControlServer,
  type ControlTarget,
  controlSocketPath,
  runRemotely,
  serveCommands,
} from '../../../src/transports/cli/index.js';
import { eventually } from '../../helpers/eventually.js';

const emptyInput: CommandInput = { arguments: {}, options: {}, secret: null };
let folder: string;
let server: ControlServer | null;
let faults: unknown[];
/** How many runs of the command `wait` have begun. */
let waiting: number;

const commands: readonly Command[] = [
  {
    name: 'echo',
    description: '',
    run: async (input) => ({ data: input, text: input.secret ?? '' }),
  },
  {
    name: 'refuse',
    description: '',
    run: async () => {
      throw new DomainError(
        {
          reason: 'EMAIL_TAKEN',
          message: 'Taken.',
          field: ['input', 'email'],
          detail: 'row 17',
          cause: faults,
        },
        { reason: 'PASSWORD_TOO_SHORT', message: 'Short.', params: { minLength: 15 } },
      );
    },
  },
  {
    name: 'reject',
    description: '',
    run: async () => {
      throw new NegativeResult({ data: { valid: false }, text: 'Not valid.' });
    },
  },
  {
    name: 'page',
    description: '',
    run: async () => ({ data: [1], text: 'one', next: { from: '2', all: true } }),
  },
  {
    name: 'fail',
    description: '',
    run: async () => {
      throw new Error('secret row');
    },
  },
  {
    name: 'wait',
    description: '',
    run: () => {
      waiting += 1;
      return new Promise((resolve) => setTimeout(() => resolve({ data: null, text: 'done' }), 200));
    },
  },
];

beforeEach(() => {
  waiting = 0;
  folder = mkdtempSync(join(tmpdir(), 'cordon-control-'));
  faults = [];
  server = null;
});
afterEach(async () => {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

const targetOf = (socketPath: string): ControlTarget => ({ socketPath, owner: process.getuid?.() ?? 0 });

async function serve(): Promise<string> {
  const socketPath = controlSocketPath(folder);
  server = await serveCommands({ socketPath, commands, onFault: (error) => faults.push(error) });
  return socketPath;
}

describe('runRemotely', () => {
  test('sends the whole input, the secret included, and returns the output', async () => {
    const path = await serve();
    const input = { arguments: { user: 'ada\n' }, options: { invite: true as const }, secret: 'käse "x"' };

    const output = await runRemotely(targetOf(path), 'echo', input);

    expect(output).toEqual({ data: input, text: 'käse "x"' });
  });

  test('throws the DomainError of the command without its log details', async () => {
    const path = await serve();

    const refused = runRemotely(targetOf(path), 'refuse', emptyInput);

    await expect(refused).rejects.toMatchObject({
      name: 'DomainError',
      refusals: [
        { reason: 'EMAIL_TAKEN', message: 'Taken.', field: ['input', 'email'] },
        { reason: 'PASSWORD_TOO_SHORT', message: 'Short.', params: { minLength: 15 } },
      ],
    });
    await refused.catch(({ refusals: [first] }) => expect(first).not.toHaveProperty('detail'));
  });

  test('throws the NegativeResult of the command, and returns the options of the next page', async () => {
    const path = await serve();

    await expect(runRemotely(targetOf(path), 'reject', emptyInput)).rejects.toMatchObject({
      name: 'NegativeResult',
      output: { data: { valid: false }, text: 'Not valid.' },
    });
    expect(await runRemotely(targetOf(path), 'page', emptyInput)).toEqual({
      data: [1],
      text: 'one',
      next: { from: '2', all: true },
    });
    expect(faults).toEqual([]);
  });

  test('reports an internal error without its message, which goes to the log of the server', async () => {
    const path = await serve();

    await expect(runRemotely(targetOf(path), 'fail', emptyInput)).rejects.toThrow(
      'failed to run the command',
    );
    expect(faults).toEqual([new Error('secret row')]);
  });

  test('rejects a command that the server does not support', async () => {
    const path = await serve();

    await expect(runRemotely(targetOf(path), 'users list', emptyInput)).rejects.toThrow('does not support');
  });

  test('returns null when no server runs, before and after one has run', async () => {
    const path = controlSocketPath(folder);
    expect(await runRemotely(targetOf(path), 'echo', emptyInput)).toBeNull();

    await serve();
    await server?.close();
    server = null;
    expect(existsSync(path)).toBe(false);
    expect(await runRemotely(targetOf(path), 'echo', emptyInput)).toBeNull();
  });

  test('finishes a running command before the server closes', async () => {
    const path = await serve();
    const answer = runRemotely(targetOf(path), 'wait', emptyInput);
    await eventually(() => expect(waiting).toBe(1));

    await server?.close();
    server = null;

    expect(await answer).toEqual({ data: null, text: 'done' });
  });
});

describe('the control socket', () => {
  test('is accessible to its owner only', async () => {
    expect(statSync(await serve()).mode & 0o777).toBe(0o600);
  });

  test('replaces the socket that a crashed server left behind', async () => {
    const path = controlSocketPath(folder);
    writeFileSync(path, '');

    await serve();

    expect(await runRemotely(targetOf(path), 'echo', emptyInput)).not.toBeNull();
  });

  test('of a deep data folder is in a private temporary folder named by the data folder', async () => {
    const deep = join(folder, 'd'.repeat(120));
    mkdirSync(deep);
    const path = controlSocketPath(deep);
    try {
      server = await serveCommands({ socketPath: path, commands, onFault: () => {} });

      expect(Buffer.byteLength(path)).toBeLessThan(104);
      expect(path).not.toBe(controlSocketPath(folder));
      expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
      expect(await runRemotely(targetOf(path), 'echo', emptyInput)).not.toBeNull();
      await server.close();
      server = null;
      expect(existsSync(dirname(path))).toBe(false);
    } finally {
      rmSync(dirname(path), { recursive: true, force: true });
    }
  });

  test('is rejected by server and client in a folder that other users may enter', async () => {
    const path = await serve();
    chmodSync(folder, 0o755);

    await expect(runRemotely(targetOf(path), 'echo', emptyInput)).rejects.toThrow('not private');
    await expect(serveCommands({ socketPath: path, commands, onFault: () => {} })).rejects.toThrow(
      'not private',
    );
  });

  test.each([
    ['text that is not JSON', 'hello\n'],
    [
      'JSON of another shape',
      '{"command":"echo","input":{"arguments":{},"options":{},"secret":null,"x":1}}\n',
    ],
    ['an endless line', 'x'.repeat(100_000)],
    ['bytes', randomBytes(2000)],
  ])('answers %s with BAD_REQUEST and serves the next request', async (_, bytes) => {
    const path = await serve();

    const answer = await new Promise<string>((resolve, reject) => {
      const chunks: string[] = [];
      const client = createConnection(path);
      client.on('data', (chunk) => chunks.push(String(chunk)));
      client.on('error', reject).on('close', () => resolve(chunks.join('')));
      client.end(bytes);
    });

    expect(answer).toBe('{"fault":"BAD_REQUEST"}\n');
    expect(await runRemotely(targetOf(path), 'echo', emptyInput)).not.toBeNull();
  });
});
