import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readConfig } from '../src/platform/config/index.js';
import { createServer, type Server } from '../src/server.js';
import { controlSocketPath, runRemotely } from '../src/transports/cli/index.js';
import { occupyPort } from './helpers/broken-servers.js';

/** A server that a project runs as a library holds the embedded database like any other, so it must answer the operator too. */

let folder: string;
let server: Server;

const serverOn = (port: number): Server =>
  createServer(readConfig({ PORT: String(port), CORDON_DATA_DIR: folder, LOG_LEVEL: 'silent' }));
const ask = (command: string): Promise<unknown> =>
  runRemotely(controlSocketPath(folder), folder, command, { arguments: {}, options: {}, secret: null });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordon-socket-'));
});

afterEach(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('answers commands about users and about migrations while it runs, and nobody afterwards', async () => {
  server = serverOn(0);
  await server.start();

  expect(await ask('users list')).toMatchObject({ data: { users: [] } });
  expect(await ask('migrate status')).toMatchObject({ data: { pending: [], unknown: [] } });
  expect(statSync(controlSocketPath(folder)).mode & 0o777).toBe(0o600);

  await server.stop();

  expect(await ask('users list')).toBeNull();
  expect(existsSync(controlSocketPath(folder))).toBe(false);
}, 60_000);

test('a start that fails leaves no socket behind', async () => {
  const occupied = await occupyPort();
  server = serverOn(occupied.port);

  await expect(server.start()).rejects.toMatchObject({ fault: 'PORT_OCCUPIED' });
  await occupied.close();

  expect(existsSync(controlSocketPath(folder))).toBe(false);
}, 60_000);
