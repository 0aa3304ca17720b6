/** Where the edge writes; a pino logger is one. Never given a body, a variable or a credential. */
export interface EdgeLog {
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}
