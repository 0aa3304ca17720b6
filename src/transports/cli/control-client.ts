import { lstatSync, statSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { type CommandInput, type CommandOutput, CommandRefusal, StartupError } from '../../shared/index.js';
import { parseResponse, responseLimitBytes, toDomainError } from './control-messages.js';
import { assertPrivateFolder } from './control-socket-path.js';
import { readLine } from './read-line.js';

const responseTimeoutMs = 60_000;

/**
 * Runs a command in the server that listens at the socket; null when none does, so that the caller may open the database itself.
 * Throws the command's own DomainError or CommandRefusal, and a StartupError when the server does not answer, is of another release, or is not
 * the owner's of the data folder.
 */
export async function runRemotely(
  socketPath: string,
  dataDirectory: string,
  command: string,
  input: CommandInput,
): Promise<CommandOutput | null> {
  const socket = await connect(socketPath, dataDirectory);
  if (socket === null) return null;
  try {
    socket.setTimeout(responseTimeoutMs, () => socket.destroy());
    socket.write(`${JSON.stringify({ command, input })}\n`);
    const line = await readLine(socket, responseLimitBytes);
    return outputOf(line);
  } finally {
    socket.destroy();
  }
}

function outputOf(line: string | null): CommandOutput {
  const answer = line === null ? null : parseResponse(line);
  if (answer === null)
    throw unusable('does not answer', 'Look at its log; the command may or may not have been carried out.');
  if ('output' in answer) return answer.output;
  if ('refused' in answer) throw new CommandRefusal(answer.refused);
  if ('refusals' in answer) throw toDomainError(answer.refusals);
  if (answer.fault === 'INTERNAL') throw unusable('failed at the command', 'Its log tells why.');
  throw unusable(
    'does not know this command',
    'Run the `cordon` of the same release, or restart the server.',
  );
}

function unusable(problem: string, remedy: string): StartupError {
  return new StartupError('DATA_FOLDER_LOCKED', `The server that holds the data folder ${problem}.`, remedy);
}

async function connect(socketPath: string, dataDirectory: string): Promise<Socket | null> {
  if (lstatSync(socketPath, { throwIfNoEntry: false }) === undefined) return null;
  // Root's command line may serve another user's server: what counts is that the folder is that user's.
  assertPrivateFolder(socketPath, statSync(dataDirectory).uid, false);
  const socket = createConnection(socketPath);
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      const isNotListening = error.code === 'ECONNREFUSED' || error.code === 'ENOENT';
      if (isNotListening) resolve(null);
      else reject(unusable('cannot be reached', 'Run the command as the user that runs the server.'));
    });
  });
}
