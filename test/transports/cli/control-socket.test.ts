import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Command, type CommandInput, CommandRefusal, DomainError } from '../../../src/shared/index.js';
import {
  type ControlServer,
  controlSocketPath,
  runRemotely,
  serveCommands,
} from '../../../src/transports/cli/index.js';

const nothing: CommandInput = { arguments: {}, options: {}, secret: null };
let folder: string;
let server: ControlServer | null;
let faults: unknown[];

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
    name: 'say no',
    description: '',
    run: async () => {
      throw new CommandRefusal({ data: { valid: false }, text: 'Not valid.' });
    },
  },
  {
    name: 'go on',
    description: '',
    run: async () => ({ data: [1], text: 'one', next: { from: '2', all: true } }),
  },
  {
    name: 'break',
    description: '',
    run: async () => {
      throw new Error('secret row');
    },
  },
  {
    name: 'wait',
    description: '',
    run: () => new Promise((resolve) => setTimeout(() => resolve({ data: null, text: 'done' }), 200)),
  },
];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordon-control-'));
  faults = [];
  server = null;
});
afterEach(async () => {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function serve(): Promise<string> {
  const socketPath = controlSocketPath(folder);
  server = await serveCommands({ socketPath, commands, onFault: (error) => faults.push(error) });
  return socketPath;
}

describe('a command on its way to the server', () => {
  test('arrives whole, the secret included, and its answer comes back', async () => {
    const path = await serve();
    const input = { arguments: { user: 'ada\n' }, options: { invite: true as const }, secret: 'käse "x"' };

    const output = await runRemotely(path, folder, 'echo', input);

    expect(output).toEqual({ data: input, text: 'käse "x"' });
  });

  test('is refused here as it was refused there, without what is for the log', async () => {
    const path = await serve();

    const refused = runRemotely(path, folder, 'refuse', nothing);

    await expect(refused).rejects.toMatchObject({
      name: 'DomainError',
      refusals: [
        { reason: 'EMAIL_TAKEN', message: 'Taken.', field: ['input', 'email'] },
        { reason: 'PASSWORD_TOO_SHORT', message: 'Short.', params: { minLength: 15 } },
      ],
    });
    await refused.catch(({ refusals: [first] }) => expect(first).not.toHaveProperty('detail'));
  });

  test('that says no brings its answer along, and one that goes on tells with what', async () => {
    const path = await serve();

    await expect(runRemotely(path, folder, 'say no', nothing)).rejects.toMatchObject({
      name: 'CommandRefusal',
      output: { data: { valid: false }, text: 'Not valid.' },
    });
    expect(await runRemotely(path, folder, 'go on', nothing)).toEqual({
      data: [1],
      text: 'one',
      next: { from: '2', all: true },
    });
    expect(faults).toEqual([]);
  });

  test('that breaks is told as such; the error itself goes to the log of the server', async () => {
    const path = await serve();

    await expect(runRemotely(path, folder, 'break', nothing)).rejects.toThrow('failed at the command');
    expect(faults).toEqual([new Error('secret row')]);
  });

  test('that the server does not know is refused', async () => {
    const path = await serve();

    await expect(runRemotely(path, folder, 'users list', nothing)).rejects.toThrow('does not know');
  });

  test('finds nobody where no server runs, or where one died', async () => {
    const path = controlSocketPath(folder);
    expect(await runRemotely(path, folder, 'echo', nothing)).toBeNull();

    await serve();
    await server?.close();
    server = null;
    expect(existsSync(path)).toBe(false);
    expect(await runRemotely(path, folder, 'echo', nothing)).toBeNull();
  });

  test('is finished before the server closes', async () => {
    const path = await serve();
    const answer = runRemotely(path, folder, 'wait', nothing);
    await new Promise((resolve) => setTimeout(resolve, 50));

    await server?.close();
    server = null;

    expect(await answer).toEqual({ data: null, text: 'done' });
  });
});

describe('the socket', () => {
  test('can be opened by its owner alone', async () => {
    expect(statSync(await serve()).mode & 0o777).toBe(0o600);
  });

  test('takes the place of one that a dead server left', async () => {
    const path = controlSocketPath(folder);
    writeFileSync(path, '');

    await serve();

    expect(await runRemotely(path, folder, 'echo', nothing)).not.toBeNull();
  });

  test('of a deep data folder lies in a private folder named by the data folder', async () => {
    const deep = join(folder, 'd'.repeat(120));
    mkdirSync(deep);
    const path = controlSocketPath(deep);
    try {
      server = await serveCommands({ socketPath: path, commands, onFault: () => {} });

      expect(Buffer.byteLength(path)).toBeLessThan(104);
      expect(path).not.toBe(controlSocketPath(folder));
      expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
      expect(await runRemotely(path, deep, 'echo', nothing)).not.toBeNull();
      await server.close();
      server = null;
      expect(existsSync(dirname(path))).toBe(false);
    } finally {
      rmSync(dirname(path), { recursive: true, force: true });
    }
  });

  test('is refused on both sides in a folder that others may enter', async () => {
    const path = await serve();
    chmodSync(folder, 0o755);

    await expect(runRemotely(path, folder, 'echo', nothing)).rejects.toThrow('not its owner');
    await expect(serveCommands({ socketPath: path, commands, onFault: () => {} })).rejects.toThrow(
      'not its owner',
    );
  });

  test.each([
    ['no JSON', 'hello\n'],
    ['another shape', '{"command":"echo","input":{"arguments":{},"options":{},"secret":null,"x":1}}\n'],
    ['a line without end', 'x'.repeat(100_000)],
    ['bytes', randomBytes(2000)],
  ])('answers %s with a refusal and goes on', async (_, bytes) => {
    const path = await serve();

    const answer = await new Promise<string>((resolve, reject) => {
      const chunks: string[] = [];
      const client = createConnection(path);
      client.on('data', (chunk) => chunks.push(String(chunk)));
      client.on('error', reject).on('close', () => resolve(chunks.join('')));
      client.end(bytes);
    });

    expect(answer).toBe('{"fault":"BAD_REQUEST"}\n');
    expect(await runRemotely(path, folder, 'echo', nothing)).not.toBeNull();
  });
});
