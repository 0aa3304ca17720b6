import type { CommandOutput } from './module.js';

/** A command has done its work and its answer is a no (a fault found, a right gained): the answer is printed all the same, and the exit code is 1. */
export class CommandRefusal extends Error {
  readonly output: CommandOutput;

  constructor(output: CommandOutput) {
    super('the answer of the command is a no');
    this.name = 'CommandRefusal';
    this.output = output;
  }
}
