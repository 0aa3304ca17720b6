/** The exit codes of the process. Documented in docs/cli.md; they never change after a release. */
export const exitCodes = {
  success: 0,
  /** The command was understood and rejected, or `doctor` found a problem. */
  rejected: 1,
  /** The command line is wrong. Nothing was executed. */
  usageError: 2,
  /** The configuration is wrong. Nothing was executed. */
  configurationError: 3,
  /** The database, the port, the data folder or the master key cannot be used. */
  cannotStart: 4,
  internalError: 70,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The command line is wrong. The message is one sentence that never repeats a value. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
