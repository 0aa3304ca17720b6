/**
 * The server cannot start (or a command cannot run) and an operator can mend it. `message` is one line that says what is wrong and what to do;
 * it never carries a secret. Printed as it is, without a stack; the process exits with code 1.
 */
export class StartupError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'StartupError';
  }
}
