import type { Command, CommandInput, CommandOutput } from '../../shared/index.js';

/** A command whose answers one after the other come from where it is carried out. */
export interface PagedCommand extends Command {
  /** All answers, in order; left out, `run` is asked until it has told everything. */
  readonly answers?: (input: CommandInput) => AsyncIterable<CommandOutput>;
}

/** Every answer of a command. Throws what the command throws; answers given before that stand. */
export function answersOf(command: PagedCommand, input: CommandInput): AsyncIterable<CommandOutput> {
  return command.answers?.(input) ?? repeat(command.run, input);
}

/** Runs it again and again, with what it said goes on in place of the options of the same names. */
export async function* repeat(
  run: Command['run'],
  input: CommandInput,
): AsyncGenerator<CommandOutput, void, undefined> {
  for (let options: CommandInput['options'] | undefined = input.options; options !== undefined; ) {
    const output: CommandOutput = await run({ ...input, options });
    yield output;
    options = output.next === undefined ? undefined : { ...options, ...output.next };
  }
}
