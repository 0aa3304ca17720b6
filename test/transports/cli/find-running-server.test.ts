import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Config, readConfig } from '../../../src/platform/config/index.js';
import type { Command, CommandInput } from '../../../src/shared/index.js';
import {
  type ControlServer,
  findRunningServer,
  postgresControlSocketPath,
  serveCommands,
} from '../../../src/transports/cli/index.js';

const emptyInput: CommandInput = { arguments: {}, options: {}, secret: null };
let folder: string;
let server: ControlServer | null;

const commands: readonly Command[] = [
  {
    name: 'echo',
    description: '',
    run: async (input) => ({ data: input, text: input.secret ?? '' }),
  },
];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordon-control-'));
  server = null;
});
afterEach(async () => {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('postgresControlSocketPath', () => {
  const environment = { DATABASE_URL: 'postgresql://cordon:pw@127.0.0.1/cordon', CORDON_DATA_DIR: '/data' };
  const pathOf = (changes: Readonly<Record<string, string>> = {}, version = '1.0.0'): string | null =>
    postgresControlSocketPath(readConfig({ ...environment, ...changes }), version, '/tmp');

  test('is the same for a server and a command that differ only in HTTP and logging', () => {
    expect(pathOf({ PORT: '0', LOG_LEVEL: 'debug' })).toBe(pathOf());
  });

  test.each([
    ['database', { DATABASE_URL: 'postgresql://cordon:pw@127.0.0.1/other' }],
    ['master key', { CORDON_MASTER_KEY: randomBytes(32).toString('base64') }],
    ['password policy', { CORDON_PASSWORD_MIN_LENGTH: '20' }],
    ['data folder', { CORDON_DATA_DIR: '/other' }],
  ])('differs with another %s', (_, changes) => {
    expect(pathOf(changes)).not.toBe(pathOf());
  });

  test('differs with another release', () => {
    expect(pathOf({}, '1.0.1')).not.toBe(pathOf());
  });
});

describe('findRunningServer on Postgres', () => {
  const config = (): Config =>
    readConfig({ DATABASE_URL: 'postgresql://127.0.0.1/none', CORDON_DATA_DIR: folder });

  test('finds the server of the same configuration', async () => {
    const socketPath = postgresControlSocketPath(config(), '1.0.0') ?? '';
    server = await serveCommands({ socketPath, commands, onFault: () => {} });

    const runInServer = await findRunningServer(config(), '1.0.0');

    expect(await runInServer?.('echo', emptyInput)).toEqual({ data: emptyInput, text: '' });
  });

  test('finds none when nothing listens, or when the folder is not private', async () => {
    const socketPath = postgresControlSocketPath(config(), '1.0.0') ?? '';
    expect(await findRunningServer(config(), '1.0.0')).toBeNull();

    server = await serveCommands({ socketPath, commands, onFault: () => {} });
    chmodSync(dirname(socketPath), 0o755);

    expect(await findRunningServer(config(), '1.0.0')).toBeNull();
  });

  test.each([
    ['first', 0],
    ['second', 1],
  ])('two servers of one configuration stop cleanly when the %s one stops first', async (_, index) => {
    const socketPath = postgresControlSocketPath(config(), '1.0.0') ?? '';
    const options = { socketPath, commands, onFault: () => {} };
    const servers = [await serveCommands(options), await serveCommands(options)];

    await servers[index]?.close();
    await servers[1 - index]?.close();

    expect(existsSync(dirname(socketPath))).toBe(false);
    expect(await findRunningServer(config(), '1.0.0')).toBeNull();
  });

  test('finds none when the server does not respond', async () => {
    const socketPath = postgresControlSocketPath(config(), '1.0.0') ?? '';
    mkdirSync(dirname(socketPath), { mode: 0o700 });
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(socketPath, resolve));

    expect(await findRunningServer(config(), '1.0.0')).toBeNull();

    silent.close();
    rmSync(dirname(socketPath), { recursive: true });
  });
});
