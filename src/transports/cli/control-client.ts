import { existsSync, lstatSync, statSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import type { Config } from '../../platform/config/index.js';
import { type CommandInput, type CommandOutput, NegativeResult, StartupError } from '../../shared/index.js';
import { parseResponse, pingCommand, responseLimitBytes, toDomainError } from './control-messages.js';
import { assertPrivateFolder, controlSocketPath, postgresControlSocketPath } from './control-socket-path.js';
import { readLine } from './read-line.js';

const responseTimeoutMs = 60_000;
const pingTimeoutMs = 2_000;

/** Runs a command in a running server; returns null when no server listens. */
export type RunInServer = (command: string, input: CommandInput) => Promise<CommandOutput | null>;

/**
 * Finds the server of this configuration on this machine; null when there is none, so that the caller may
 * open the database itself. On the embedded database the data folder identifies the server. On Postgres any
 * problem with the socket means "none", also a server that does not respond within two seconds.
 */
export async function findRunningServer(config: Config, version: string): Promise<RunInServer | null> {
  const { dataDirectory } = config;
  if (config.database.url === null) {
    if (!existsSync(dataDirectory)) return null;
    const socketPath = controlSocketPath(dataDirectory);
    // The command line of root may use the server of another user: the folder must be private to that user.
    const owner = statSync(dataDirectory).uid;
    return (command, input) => runRemotely({ socketPath, owner }, command, input);
  }
  const socketPath = postgresControlSocketPath(config, version);
  if (socketPath === null) return null;
  const target = { socketPath, owner: process.getuid?.() ?? 0 };
  const isResponsive = await ping(target).catch(() => false);
  return isResponsive ? (command, input) => runRemotely(target, command, input) : null;
}

/** Returns whether the server of this configuration runs on this machine and responds within two seconds. */
export async function isServerRunning(config: Config, version: string): Promise<boolean> {
  const { dataDirectory } = config;
  const isEmbedded = config.database.url === null;
  if (isEmbedded && !existsSync(dataDirectory)) return false;
  const socketPath = isEmbedded
    ? controlSocketPath(dataDirectory)
    : postgresControlSocketPath(config, version);
  if (socketPath === null) return false;
  const owner = isEmbedded ? statSync(dataDirectory).uid : (process.getuid?.() ?? 0);
  return ping({ socketPath, owner }).catch(() => false);
}

/** A control socket, and the user who must own its folder. */
export interface ControlTarget {
  readonly socketPath: string;
  readonly owner: number;
}

/**
 * Runs a command in the server that listens on the socket; returns null when none does. Throws the command's
 * DomainError or NegativeResult. Throws a StartupError when the server does not answer, is of another
 * release, or when the folder of the socket is not private.
 */
export async function runRemotely(
  target: ControlTarget,
  command: string,
  input: CommandInput,
): Promise<CommandOutput | null> {
  const line = await exchange(target, command, input, responseTimeoutMs);
  return line === undefined ? null : toOutput(line);
}

async function ping(target: ControlTarget): Promise<boolean> {
  const line = await exchange(
    target,
    pingCommand,
    { arguments: {}, options: {}, secret: null },
    pingTimeoutMs,
  );
  if (typeof line !== 'string') return false;
  const response = parseResponse(line);
  return response !== null && 'output' in response;
}

/**
 * Returns the response line, null when the server closes the connection without one, undefined when none
 * listens.
 */
async function exchange(
  target: ControlTarget,
  command: string,
  input: CommandInput,
  timeoutMs: number,
): Promise<string | null | undefined> {
  const socket = await connect(target);
  if (socket === null) return undefined;
  try {
    socket.setTimeout(timeoutMs, () => socket.destroy());
    socket.write(`${JSON.stringify({ command, input })}\n`);
    return await readLine(socket, responseLimitBytes);
  } finally {
    socket.destroy();
  }
}

function toOutput(line: string | null): CommandOutput {
  const response = line === null ? null : parseResponse(line);
  if (response === null) {
    throw serverError('does not respond', 'Read its log: the command may or may not have been executed.');
  }
  if ('output' in response) return response.output;
  if ('refused' in response) throw new NegativeResult(response.refused);
  if ('refusals' in response) throw toDomainError(response.refusals);
  if (response.fault === 'INTERNAL') throw serverError('failed to run the command', 'Read its log.');
  throw serverError(
    'does not support this command',
    'Run the `cordon` of the same release, or restart the server.',
  );
}

function serverError(problem: string, remedy: string): StartupError {
  return new StartupError('DATA_FOLDER_LOCKED', `The running server ${problem}.`, remedy);
}

async function connect({ socketPath, owner }: ControlTarget): Promise<Socket | null> {
  if (lstatSync(socketPath, { throwIfNoEntry: false }) === undefined) return null;
  assertPrivateFolder(socketPath, owner, false);
  const socket = createConnection(socketPath);
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      const isNotListening = error.code === 'ECONNREFUSED' || error.code === 'ENOENT';
      if (isNotListening) resolve(null);
      else reject(serverError('cannot be reached', 'Run the command as the user that runs the server.'));
    });
  });
}
