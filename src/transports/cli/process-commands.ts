import { randomBytes } from 'node:crypto';
import type { Config } from '../../platform/config/index.js';
import {
  argumentOf,
  bindCommands,
  type Command,
  type CommandInput,
  type CommandOutput,
  NegativeResult,
} from '../../shared/index.js';
import { type DoctorDependencies, type DoctorFinding, type InspectedDatabase, runDoctor } from './doctor.js';
import { processCommandDeclarations, readWorkers } from './process-command-declarations.js';

export interface ProcessCommandDependencies extends Omit<DoctorDependencies, 'inspectDatabase'> {
  /** The same for `doctor`, with the options of the command. */
  readonly inspectDatabase: (config: Config, input: CommandInput) => Promise<InspectedDatabase | null>;
  /** Serves until the process is stopped. */
  readonly start: (workers: number) => Promise<void>;
  /** Returns the schema as SDL. */
  readonly printSchema: () => Promise<string>;
  /** Writes all data to a new file; returns the number of rows of each table. */
  readonly exportData: (path: string) => Promise<Readonly<Record<string, number>>>;
  /** Fills an empty database from such a file, and checks that the master key fits. */
  readonly importData: (path: string) => Promise<Readonly<Record<string, number>>>;
}

/** The handlers of the process's own commands. `doctor` throws NegativeResult when it finds a problem. */
export function createProcessCommands(dependencies: ProcessCommandDependencies): readonly Command[] {
  return bindCommands(processCommandDeclarations, {
    start: async (input) => {
      await dependencies.start(readWorkers(input));
      return { data: null, text: '' };
    },
    printSchema: async () => {
      const schema = await dependencies.printSchema();
      return { data: { schema }, text: schema };
    },
    createSecret: async () => {
      const secret = randomBytes(32).toString('base64');
      return { data: { secret }, text: secret };
    },
    exportData: async (input) =>
      transferOutput('Exported', await dependencies.exportData(argumentOf(input, 'file'))),
    importData: async (input) =>
      transferOutput('Imported', await dependencies.importData(argumentOf(input, 'file'))),
    doctor: async (input) =>
      doctorOutput(
        await runDoctor({
          ...dependencies,
          inspectDatabase: (config) => dependencies.inspectDatabase(config, input),
        }),
      ),
  });
}

function transferOutput(verb: string, rows: Readonly<Record<string, number>>): CommandOutput {
  const lines = Object.entries(rows).map(
    ([table, count]) => `${verb} ${count} ${count === 1 ? 'row' : 'rows'} of ${table}.`,
  );
  return { data: { rows }, text: lines.join('\n') };
}

function doctorOutput(findings: readonly DoctorFinding[]): CommandOutput {
  const lines = findings.map(({ check, ok, message, remedy }) =>
    remedy === null
      ? `ok     ${check}: ${message}`
      : `${ok ? 'WARN ' : 'FAULT'}  ${check}: ${message} ${remedy}`,
  );
  const isHealthy = findings.every(({ ok }) => ok);
  const summary = isHealthy
    ? 'No problems found: `cordon start` can start here.'
    : 'Fix the problems above and run `cordon doctor` again.';
  const output = { data: { ok: isHealthy, findings }, text: [...lines, summary].join('\n') };
  if (!isHealthy) throw new NegativeResult(output);
  return output;
}
