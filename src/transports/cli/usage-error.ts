/** The command line is wrong; the message is one sentence that says how to write it and never repeats a value. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
