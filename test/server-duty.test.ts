import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { readConfig } from '../src/platform/config/index.js';
import { createServer, type Server } from '../src/server.js';
import { controlSocketPath } from '../src/transports/cli/index.js';
import type { WorkerDuty } from '../src/workers.js';
import { borrowPglite } from './helpers/test-database.js';

/** Which of several workers does the work that one process must do for all. */

let folder: string;
let server: Server;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordon-duty-'));
});

afterEach(async () => {
  jest.useRealTimers();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

test.each<{ name: string; duty: WorkerDuty | null; expected: boolean }>([
  { name: 'a server without workers sweeps, sends mails and runs commands', duty: null, expected: true },
  { name: 'the leader sweeps, sends mails and runs commands', duty: 'leader', expected: true },
  { name: 'a follower does none of these', duty: 'follower', expected: false },
])('$name', async ({ duty, expected }) => {
  const config = readConfig({ PORT: '0', CORDON_DATA_DIR: folder, LOG_LEVEL: 'silent' });
  server = createServer(config, {}, { kind: 'memory', pglite: await borrowPglite() }, duty);
  const sweep = jest.fn(async () => {});
  Object.assign(server.app, { sweep });
  const startSending = jest.spyOn(server.app.mail.sender, 'start');
  // The first sweep is a minute after the start.
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'performance', 'Date'] });

  await server.start();
  await jest.advanceTimersByTimeAsync(60_000);

  expect({
    sweeps: sweep.mock.calls.length > 0,
    sendsMails: startSending.mock.calls.length > 0,
    runsCommands: existsSync(controlSocketPath(folder)),
  }).toEqual({ sweeps: expected, sendsMails: expected, runsCommands: expected });
});
