/** One error or warning about a schema, at one coordinate. */
export interface Finding {
  readonly coordinate: string;
  readonly message: string;
}

/** Reports that a schema cannot be guarded. Carries every error at once, each with its coordinate. */
export class AuthSchemaError extends Error {
  readonly faults: readonly Finding[];

  constructor(faults: readonly Finding[]) {
    super(faults.map(({ coordinate, message }) => `${coordinate}: ${message}`).join('\n'));
    this.name = 'AuthSchemaError';
    this.faults = faults;
  }
}
