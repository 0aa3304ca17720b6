import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type DatabaseSnapshot,
  snapshotEmbeddedDatabase,
  snapshotServerDatabase,
} from './database-snapshot.js';
import { ensureBuilt, mainFile, type ProgramResult, runNode } from './run-program.js';
import { createEmptyDatabase, testDatabaseUrl } from './test-database.js';

/** The built server in a separate process. */
export interface ServerProcess {
  readonly pid: number;
  /** Where it listens, without a trailing slash. */
  readonly url: string;
  /** The setup link that it printed; null when there is an administrator. */
  readonly setupLink: string | null;
  /** Everything that it printed so far. */
  output(): string;
  /** Sends SIGTERM and waits. Throws unless it exits in time with 0. */
  stop(): Promise<void>;
  /** Sends SIGKILL, like a crash. */
  kill(): Promise<void>;
}

/** Environment variables; undefined removes one. */
export type Environment = Readonly<Partial<Record<string, string>>>;

/** A data folder, a separate database, and the processes that use them. */
export interface Installation {
  /** The working folder of the processes. */
  readonly folder: string;
  readonly dataFolder: string;
  /** Null on the embedded database. */
  readonly databaseUrl: string | null;
  /** The whole environment of its programs. */
  readonly environment: Environment;
  /** Starts a server and waits until it is ready. Throws with its output when it exits instead. */
  start(environment?: Environment, options?: readonly string[]): Promise<ServerProcess>;
  /** Runs `cordon` until it exits. */
  cordon(
    args: readonly string[],
    options?: { environment?: Environment; input?: string },
  ): Promise<ProgramResult>;
  /**
   * Returns the contents of every table; on the embedded database from a copy, because a server may hold the
   * original.
   */
  snapshot(): Promise<DatabaseSnapshot>;
  /** Kills the running processes, drops the database and removes the folder. */
  close(): Promise<void>;
}

const readyTimeoutMilliseconds = 240_000;
const stopTimeoutMilliseconds = 120_000;

/** Creates an installation on the kind of database that the tests run on, or on the embedded database. */
export async function createInstallation({
  embedded = testDatabaseUrl === null,
  dataFolderName = 'data',
  environment = {},
}: {
  readonly embedded?: boolean;
  readonly dataFolderName?: string;
  readonly environment?: Environment;
} = {}): Promise<Installation> {
  await ensureBuilt();
  const folder = mkdtempSync(join(tmpdir(), 'cordon-e2e-'));
  const dataFolder = join(folder, dataFolderName);
  const database = embedded || testDatabaseUrl === null ? null : await createEmptyDatabase(testDatabaseUrl);
  const running = new Set<ChildProcess>();
  const fullEnvironment = (overrides: Environment = {}): Environment => ({
    PATH: process.env['PATH'],
    PORT: '0',
    CORDON_DATA_DIR: dataFolder,
    DATABASE_URL: database?.url,
    // About 5 ms instead of 200: hashing is not what is tested.
    CORDON_BCRYPT_COST: '6',
    ...environment,
    ...overrides,
  });
  return {
    folder,
    dataFolder,
    databaseUrl: database?.url ?? null,
    environment: fullEnvironment(),
    start: async (overrides, options = []) => {
      const child = spawn(process.execPath, [mainFile, 'start', ...options], {
        cwd: folder,
        env: { ...fullEnvironment(overrides) },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      running.add(child);
      child.once('exit', () => running.delete(child));
      return waitUntilReady(child);
    },
    cordon: (args, options = {}) =>
      runNode([mainFile, ...args], {
        cwd: folder,
        environment: fullEnvironment(options.environment),
        ...(options.input === undefined ? {} : { input: options.input }),
      }),
    snapshot: () =>
      database === null ? snapshotEmbeddedDatabase(dataFolder) : snapshotServerDatabase(database.url),
    close: async () => {
      await Promise.all([...running].map(kill));
      await database?.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function waitUntilReady(child: ChildProcess): Promise<ServerProcess> {
  let said = '';
  const outputEvents = new EventTarget();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      outputEvents.dispatchEvent(new Event('look'));
    });
  }
  const ready = /Cordon is ready at (https?:\/\/[^\s"]+)[\s\S]*\n/;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`not ready in time:\n${said}`));
    }, readyTimeoutMilliseconds);
    child.once('close', (code) => reject(new Error(`ended with ${code} instead of starting:\n${said}`)));
    outputEvents.addEventListener('look', () => {
      if (!ready.test(said)) return;
      clearTimeout(timer);
      resolve();
    });
  });
  return {
    pid: child.pid ?? 0,
    url: ready.exec(said)?.[1] ?? '',
    setupLink: /(https?:\/\/\S+\/setup#token=\S+)/.exec(said)?.[1] ?? null,
    output: () => said,
    stop: () => stop(child, () => said),
    kill: () => kill(child),
  };
}

function waitForExit(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('close', resolve));
}

async function stop(child: ChildProcess, said: () => string): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMilliseconds);
  const code = await waitForExit(child);
  clearTimeout(timer);
  if (code !== 0) throw new Error(`stopped with ${code ?? 'a kill, since it did not end'}:\n${said()}`);
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await waitForExit(child);
}
