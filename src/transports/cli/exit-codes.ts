/** What the process answers its caller with; documented in docs/cli.md and never changed after release. */
export const exitCodes = {
  /** It was success. */
  success: 0,
  /** It was understood and refused; or `doctor` found a fault. */
  refused: 1,
  /** The command line itself is wrong; nothing was tried. */
  usage: 2,
  /** The configuration is wrong; nothing was tried. */
  configuration: 3,
  /** Something it needs is out of reach: the database, the port, the data folder, the master key. */
  cannotStart: 4,
  /** A fault of ours. */
  fault: 70,
} as const;

/** One of the codes above. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
