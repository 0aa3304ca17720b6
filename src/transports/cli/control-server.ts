import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { type Command, DomainError, NegativeResult } from '../../shared/index.js';
import {
  type ControlResponse,
  parseRequest,
  pingCommand,
  refusalResponse,
  requestLimitBytes,
} from './control-messages.js';
import { assertPrivateFolder, removeSocketFolder } from './control-socket-path.js';
import { readLine } from './read-line.js';

export interface ControlServer {
  /** Stops listening and waits for the commands in progress. */
  close(): Promise<void>;
}

const connectionLimit = 16;
const requestTimeoutMs = 10_000;

/**
 * Listens for commands on a unix socket (mode 0600) in a folder that is private to the user of the server,
 * who can read the data folder and the environment anyway. Replaces a socket that a crashed server left
 * behind. Throws a StartupError when the folder is not private.
 */
export async function serveCommands({
  socketPath,
  commands,
  onFault,
}: {
  readonly socketPath: string;
  readonly commands: readonly Command[];
  /** Called with what a command threw, except rejections. */
  readonly onFault: (error: unknown) => void;
}): Promise<ControlServer> {
  assertPrivateFolder(socketPath, process.getuid?.() ?? 0, true);
  rmSync(socketPath, { force: true });
  const open = new Set<Promise<void>>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const work = serve(socket, commands, onFault).finally(() => open.delete(work));
    open.add(work);
  });
  server.maxConnections = connectionLimit;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(socketPath, resolve);
  });
  chmodSync(socketPath, 0o600);
  server.unref();
  return {
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      await Promise.all(open);
      await closed;
      rmSync(socketPath, { force: true });
      removeSocketFolder(socketPath);
    },
  };
}

async function serve(
  socket: Socket,
  commands: readonly Command[],
  onFault: (error: unknown) => void,
): Promise<void> {
  socket.on('error', () => socket.destroy());
  socket.setTimeout(requestTimeoutMs, () => socket.destroy());
  const line = await readLine(socket, requestLimitBytes);
  socket.setTimeout(0);
  if (socket.destroyed) return;
  const answer =
    line === null ? ({ fault: 'BAD_REQUEST' } as const) : await handleRequest(line, commands, onFault);
  await new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
    socket.end(`${JSON.stringify(answer)}\n`, () => socket.destroySoon());
  });
}

async function handleRequest(
  line: string,
  commands: readonly Command[],
  onFault: (error: unknown) => void,
): Promise<ControlResponse> {
  const request = parseRequest(line);
  if (request === null) return { fault: 'BAD_REQUEST' };
  if (request.command === pingCommand) return { output: { data: null, text: '' } };
  const command = commands.find(({ name }) => name === request.command);
  if (command === undefined) return { fault: 'UNKNOWN_COMMAND' };
  try {
    return { output: await command.run(request.input) };
  } catch (error) {
    if (error instanceof DomainError) return refusalResponse(error);
    if (error instanceof NegativeResult) return { refused: error.output };
    onFault(error);
    return { fault: 'INTERNAL' };
  }
}
