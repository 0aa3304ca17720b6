/** What can stop a start, from a closed set: the command line takes its exit code from it, and `doctor` its advice. */
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
 * The server cannot start (or a command cannot run) and an operator can mend it. `message` says what is wrong, `remedy` what to do, each in
 * one sentence; neither carries a secret. Both are printed, without a stack.
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
