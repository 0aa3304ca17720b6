/** Why the server cannot start. The command line derives its exit code from it, and `doctor` its advice. */
export type StartupFault =
  | 'CONFIGURATION'
  | 'DATABASE_UNREACHABLE'
  | 'DATABASE_REFUSED'
  | 'DATABASE_NEWER'
  | 'DATABASE_BEHIND'
  | 'MASTER_KEY_WRONG'
  | 'PORT_OCCUPIED'
  | 'DATA_FOLDER_LOCKED'
  | 'DATA_FOLDER_UNUSABLE';

/**
 * The server cannot start (or a command cannot run), and an operator can fix it. `message` describes the
 * problem and `remedy` the solution, each in one sentence without secrets. Both are printed without a stack.
 */
export class StartupError extends Error {
  readonly fault: StartupFault;
  readonly remedy: string;

  constructor(fault: StartupFault, message: string, remedy: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'StartupError';
    this.fault = fault;
    this.remedy = remedy;
  }
}
