/** One fault or warning of a schema, at one coordinate. */
export interface Finding {
  readonly coordinate: string;
  readonly message: string;
}

/** The schema cannot be guarded as it stands. Carries every fault at once, each naming its coordinate. */
export class AuthSchemaError extends Error {
  readonly faults: readonly Finding[];

  constructor(faults: readonly Finding[]) {
    super(faults.map(({ coordinate, message }) => `${coordinate}: ${message}`).join('\n'));
    this.name = 'AuthSchemaError';
    this.faults = faults;
  }
}
