/**
 * The command line: words in, answer and exit code out, and the socket through which commands reach a server that holds the embedded
 * database. It knows no capability: commands come from the modules, and it will never take a secret from the words.
 */

export { runRemotely } from './control-client.js';
export { type ControlServer, serveCommands } from './control-server.js';
export { controlSocketPath } from './control-socket-path.js';
export type { DoctorDependencies, DoctorFinding } from './doctor.js';
export { type ExitCode, exitCodes } from './exit-codes.js';
export { type Failure, toFailure } from './failures.js';
export { createMigrationCommands, type MigrationDependencies } from './migration-commands.js';
export { type PagedCommand, runAllPages } from './paged-command.js';
export { createProcessCommands, type ProcessCommandDependencies } from './process-commands.js';
export { type CommandLine, runCommandLine } from './run-command-line.js';
export type { Terminal } from './terminal.js';
