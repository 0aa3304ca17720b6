/** An option of a command. Its value is text, or true for a flag. */
export interface CommandOption {
  /** As typed, without dashes, in kebab-case. */
  readonly name: string;
  readonly description: string;
  /** The placeholder of the value in the help, e.g. "text"; absent for a flag. */
  readonly value?: string;
  readonly required?: boolean;
}

/** What the command line passes to a command: plain data, so that it can be sent to a running server over a socket. */
export interface CommandInput {
  /** Positional arguments by name. */
  readonly arguments: Readonly<Record<string, string>>;
  /** The options that were given, by name (kebab-case, as declared). */
  readonly options: Readonly<Record<string, string | true>>;
  /** The secret of a command that declares one, read from standard input, a hidden prompt or a file; otherwise null. */
  readonly secret: string | null;
}

/** The result of a command. */
export interface CommandOutput {
  /** Printed with --json. */
  readonly data: unknown;
  /** Printed without --json. Empty text of an output with `next` prints nothing. */
  readonly text: string;
  /** The options with which the same command returns its next output; absent in the last one. */
  readonly next?: CommandInput['options'];
}

/** Where the secret of a command comes from: a hidden prompt or standard input, or a small file. */
export type CommandSecret =
  | { readonly prompt: string; readonly unlessOption?: string }
  /** The argument that names the file. It is read on the machine of the operator, wherever the command runs. */
  | { readonly fileArgument: string };

/** One command of the `cordon` command line. It rejects by throwing a DomainError. */
export interface Command {
  /** Words as typed: "users list". */
  readonly name: string;
  readonly description: string;
  /** Names of the positional arguments in order; all are required. */
  readonly arguments?: readonly string[];
  readonly options?: readonly CommandOption[];
  /** Secrets are never passed as arguments or options: other processes can read those. */
  readonly secret?: CommandSecret;
  readonly run: (input: CommandInput) => Promise<CommandOutput>;
}

/** Thrown by a command that succeeded with a negative result, e.g. a finding. Its output is printed; the exit code is 1. */
export class CommandRefusal extends Error {
  readonly output: CommandOutput;

  constructor(output: CommandOutput) {
    super('the command has a negative result');
    this.name = 'CommandRefusal';
    this.output = output;
  }
}
