/**
 * The command line: words in, answer and exit code out, and the socket through which commands reach a server that holds the embedded
 * database. It knows no capability: commands come from the rooms, and it will never take a secret from the words.
 */

export { runRemotely } from './control-client.js';
export { type ControlServer, serveCommands } from './control-server.js';
export { controlSocketPath } from './control-socket-path.js';
export type { DoctorPorts, Finding } from './doctor.js';
export { type ExitCode, exitCodes } from './exit-codes.js';
export { type Failure, failureOf } from './failures.js';
export { type MigrationPorts, migrationCommands } from './migration-commands.js';
export { type PagedCommand, repeat } from './paged-command.js';
export { type ProcessPorts, processCommands } from './process-commands.js';
export { type CommandLine, runCommandLine } from './run-command-line.js';
export type { Terminal } from './terminal.js';
