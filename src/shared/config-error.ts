/** One thing wrong with the environment. Never carries the value: it may be a secret. */
export interface ConfigFault {
  /** The variable's name, as the operator wrote it. */
  readonly variable: string;
  /** What is wrong, as the end of a sentence that begins with the name: "is missing". */
  readonly problem: string;
  /** What to do, as a full sentence. */
  readonly remedy: string;
}

/** The configuration is refused: every fault at once, one line each, fit to be printed as it is. */
export class ConfigError extends Error {
  /** Never empty. */
  readonly faults: readonly ConfigFault[];

  constructor(faults: readonly ConfigFault[]) {
    super(faults.map(({ variable, problem, remedy }) => `${variable} ${problem}. ${remedy}`).join('\n'));
    this.name = 'ConfigError';
    this.faults = faults;
  }
}
