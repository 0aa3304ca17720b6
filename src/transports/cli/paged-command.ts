import type { Command, CommandInput, CommandOutput } from '../../shared/index.js';

/** A command whose outputs one after the other come from where it is carried out. */
export interface PagedCommand extends Command {
  /** All outputs, in order; left out, `run` is asked until it has told everything. */
  readonly outputs?: (input: CommandInput) => AsyncIterable<CommandOutput>;
}

/** Every answer of a command. Throws what the command throws; outputs given before that stand. */
export function outputsOf(command: PagedCommand, input: CommandInput): AsyncIterable<CommandOutput> {
  return command.outputs?.(input) ?? runAllPages(command.run, input);
}

/** Runs it again and again, with what it said goes on in place of the options of the same names. */
export async function* runAllPages(
  run: Command['run'],
  input: CommandInput,
): AsyncGenerator<CommandOutput, void, undefined> {
  for (let options: CommandInput['options'] | undefined = input.options; options !== undefined; ) {
    const output: CommandOutput = await run({ ...input, options });
    yield output;
    options = output.next === undefined ? undefined : { ...options, ...output.next };
  }
}
