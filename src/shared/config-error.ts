/** One problem with the environment variables. Never contains the value, which may be a secret. */
export interface ConfigFault {
  /** The name of the variable, as the operator wrote it. */
  readonly variable: string;
  /** The predicate of a sentence that starts with the name: "is missing". */
  readonly problem: string;
  /** What to do, as a sentence. */
  readonly remedy: string;
}

/** The configuration is not valid. The message has one line per problem and can be printed as it is. */
export class ConfigError extends Error {
  /** Never empty. */
  readonly faults: readonly ConfigFault[];

  constructor(faults: readonly ConfigFault[]) {
    super(faults.map(({ variable, problem, remedy }) => `${variable} ${problem}. ${remedy}`).join('\n'));
    this.name = 'ConfigError';
    this.faults = faults;
  }
}
