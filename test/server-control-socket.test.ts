import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Config, readConfig } from '../src/platform/config/index.js';
import { createServer, type Server } from '../src/server.js';
import { controlSocketPath, findRunningServer } from '../src/transports/cli/index.js';
import { version } from '../src/version.js';
import { occupyPort } from './helpers/broken-servers.js';
import { borrowPglite } from './helpers/test-database.js';

let folder: string;
let server: Server;

const configWith = (port: number): Config =>
  readConfig({ PORT: String(port), CORDON_DATA_DIR: folder, LOG_LEVEL: 'silent' });
const runCommand = async (command: string): Promise<unknown> => {
  const runInServer = await findRunningServer(configWith(0), version);
  return runInServer?.(command, { arguments: {}, options: {}, secret: null });
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordon-socket-'));
});

afterEach(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('a server runs commands on the embedded database until it stops', async () => {
  server = createServer(configWith(0), {}, { kind: 'memory', pglite: await borrowPglite() });
  await server.start();

  expect(await runCommand('users list')).toMatchObject({ data: { users: [] } });
  expect(await runCommand('migrate status')).toMatchObject({ data: { pending: [], unknown: [] } });
  expect(statSync(controlSocketPath(folder)).mode & 0o777).toBe(0o600);

  await server.stop();

  expect(await runCommand('users list')).toBeNull();
  expect(existsSync(controlSocketPath(folder))).toBe(false);
});

test('a failed start leaves no control socket behind', async () => {
  const occupied = await occupyPort();
  server = createServer(configWith(occupied.port), {}, { kind: 'memory', pglite: await borrowPglite() });

  await expect(server.start()).rejects.toMatchObject({ fault: 'PORT_OCCUPIED' });
  await occupied.close();

  expect(existsSync(controlSocketPath(folder))).toBe(false);
});
