import type {
  Command,
  CommandHandler,
  CommandInput,
  CommandOutput,
  InputRecord,
} from '../../shared/index.js';

/** The records of a file, in batches. After the last one, commands get an empty batch. */
export type RecordBatches = AsyncIterator<readonly InputRecord[], void>;

/** A command that can produce its output page by page. */
export interface PagedCommand extends Command {
  /** Yields every page in order. Without it, `run` is called until it returns no `next`. */
  readonly outputs?: (input: CommandInput, batches: RecordBatches | null) => AsyncIterable<CommandOutput>;
}

/**
 * Yields every page of a command, whose input has the first batch of records. Throws what the command throws,
 * after the pages before it.
 */
export function outputsOf(
  command: PagedCommand,
  input: CommandInput,
  batches: RecordBatches | null,
): AsyncIterable<CommandOutput> {
  return command.outputs?.(input, batches) ?? runAllPages(command.run, input, batches);
}

/**
 * Calls `run` until it returns no `next`; each `next` replaces the options of the same names. Every call
 * after the first one gets the next batch of records, if any.
 */
export async function* runAllPages(
  run: CommandHandler,
  input: CommandInput,
  batches: RecordBatches | null,
): AsyncGenerator<CommandOutput, void, undefined> {
  for (let next: CommandInput | undefined = input; next !== undefined; ) {
    const output: CommandOutput = await run(next);
    yield output;
    next = output.next === undefined ? undefined : await continueInput(next, output.next, batches);
  }
}

/** Returns the input of the next call. */
export async function continueInput(
  input: CommandInput,
  next: CommandInput['options'],
  batches: RecordBatches | null,
): Promise<CommandInput> {
  return withNextRecords({ ...input, options: { ...input.options, ...next } }, batches);
}

/** Adds the next batch of records to the input of a command that has them. */
export async function withNextRecords(
  input: CommandInput,
  batches: RecordBatches | null,
): Promise<CommandInput> {
  if (batches === null) return input;
  const { value } = await batches.next();
  return { ...input, records: value ?? [] };
}
