/** An option of a command. Its value is text, or true for a flag. */
export interface CommandOption {
  /** As typed, without dashes, in kebab-case. */
  readonly name: string;
  readonly description: string;
  /** The placeholder of the value in the help, e.g. "text"; absent for a flag. */
  readonly value?: string;
  readonly required?: boolean;
  /**
   * Reads the value as the handler does; throws a DomainError for one of another form. The command line calls
   * it first, so that nothing is done then. Absent for free text, and for what only the server knows.
   */
  readonly check?: (input: CommandInput) => unknown;
}

/**
 * What the command line passes to a command: plain data, so that it can be sent to a running server over a
 * socket.
 */
export interface CommandInput {
  /** Positional arguments by name. */
  readonly arguments: Readonly<Record<string, string>>;
  /** The options that were given, by name (kebab-case, as declared). */
  readonly options: Readonly<Record<string, string | true>>;
  /**
   * The secret of a command that declares one, read from standard input, a hidden prompt or a file; otherwise
   * null.
   */
  readonly secret: string | null;
  /** The next records of the file of a command that declares one; empty at the end of the file. */
  readonly records?: readonly InputRecord[];
}

/** One record of a file, with its line. */
export interface InputRecord {
  readonly line: number;
  /** Null for a line that is not a JSON object, or repeats a member of it. */
  readonly values: Readonly<Record<string, unknown>> | null;
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
  /**
   * The argument that names the file. It is read on the machine of the operator, wherever the command runs.
   */
  | { readonly fileArgument: string };

/**
 * What the command line must know of a command to parse it and to print its help. Plain data: it loads
 * nothing.
 */
export interface CommandDeclaration {
  /** One or two words as typed: "users list". */
  readonly name: string;
  readonly description: string;
  /** Names of the positional arguments in order; all are required. */
  readonly arguments?: readonly string[];
  readonly options?: readonly CommandOption[];
  /** Secrets are never passed as arguments or options: other processes can read those. */
  readonly secret?: CommandSecret;
  /**
   * The argument that names a file of records, JSON lines or CSV. It is read on the machine of the operator.
   * The command runs once for each batch of records, and once with none at the end.
   */
  readonly recordsArgument?: string;
}

/** The declared commands of a module, by a key that their handlers share. */
export type CommandDeclarations<Key extends string> = Readonly<Record<Key, CommandDeclaration>>;

/** Runs a command. Rejects with a DomainError. */
export type CommandHandler = (input: CommandInput) => Promise<CommandOutput>;

/** One command of the `cordon` command line. */
export interface Command extends CommandDeclaration {
  readonly run: CommandHandler;
}

/** Joins every declaration with the handler of the same key. */
export function bindCommands<Key extends string>(
  declarations: CommandDeclarations<Key>,
  handlers: Readonly<Record<Key, CommandHandler>>,
): readonly Command[] {
  const keys = Object.keys(declarations) as Key[];
  return keys.map((key) => ({ ...declarations[key], run: handlers[key] }));
}

/**
 * Thrown by a command that succeeded with a negative result, e.g. a finding. Its output is printed; the exit
 * code is 1.
 */
export class NegativeResult extends Error {
  readonly output: CommandOutput;

  constructor(output: CommandOutput) {
    super('the command has a negative result');
    this.name = 'NegativeResult';
    this.output = output;
  }
}
