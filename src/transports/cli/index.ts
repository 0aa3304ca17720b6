/**
 * The command line: parses arguments, runs a command and prints its output, and sends commands to a running
 * server over a local socket. The modules provide the commands. A secret is never read from the arguments.
 */

export { type ExitCode, exitCodes } from './cli-errors.js';
export { type ControlTarget, findRunningServer, runRemotely } from './control-client.js';
export { type ControlServer, serveCommands } from './control-server.js';
export { controlSocketPath, postgresControlSocketPath } from './control-socket-path.js';
export type { DoctorDependencies, DoctorFinding } from './doctor.js';
export { type Failure, toFailure } from './failures.js';
export { createMigrationCommands, type MigrationDependencies } from './migration-commands.js';
export { type PagedCommand, runAllPages } from './paged-command.js';
export { createProcessCommands, type ProcessCommandDependencies } from './process-commands.js';
export { type CommandLine, runCommandLine } from './run-command-line.js';
export type { Terminal } from './secret-input.js';
