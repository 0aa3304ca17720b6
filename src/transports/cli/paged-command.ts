import type { Command, CommandHandler, CommandInput, CommandOutput } from '../../shared/index.js';

/** A command that can produce its output page by page. */
export interface PagedCommand extends Command {
  /** Yields every page in order. Without it, `run` is called until it returns no `next`. */
  readonly outputs?: (input: CommandInput) => AsyncIterable<CommandOutput>;
}

/** Yields every page of a command. Throws what the command throws, after the pages before it. */
export function outputsOf(command: PagedCommand, input: CommandInput): AsyncIterable<CommandOutput> {
  return command.outputs?.(input) ?? runAllPages(command.run, input);
}

/** Calls `run` until it returns no `next`; each `next` replaces the options of the same names. */
export async function* runAllPages(
  run: CommandHandler,
  input: CommandInput,
): AsyncGenerator<CommandOutput, void, undefined> {
  for (let options: CommandInput['options'] | undefined = input.options; options !== undefined; ) {
    const output: CommandOutput = await run({ ...input, options });
    yield output;
    options = output.next === undefined ? undefined : { ...options, ...output.next };
  }
}
