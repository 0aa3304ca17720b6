import { randomBytes } from 'node:crypto';
import { type Command, type CommandOutput, CommandRefusal } from '../../shared/index.js';
import { type DoctorDependencies, type DoctorFinding, runDoctor } from './doctor.js';

/** What the process's own commands do; kept by main. */
export interface ProcessCommandDependencies extends DoctorDependencies {
  /** Serves until the process is told to stop. */
  readonly start: () => Promise<void>;
  /** The schema that is served, as SDL. */
  readonly printSchema: () => string;
}

/** The commands that belong to the process and to no module. `doctor` throws CommandRefusal when something is wrong, so that scripts can rely on the exit code. */
export function createProcessCommands(dependencies: ProcessCommandDependencies): readonly Command[] {
  return [
    {
      name: 'start',
      description: 'Migrates the database and serves until it is told to stop.',
      run: async () => {
        await dependencies.start();
        return { data: null, text: '' };
      },
    },
    {
      name: 'schema print',
      description: 'Prints the GraphQL schema, rules included.',
      run: async () => {
        const schema = dependencies.printSchema();
        return { data: { schema }, text: schema };
      },
    },
    {
      name: 'secret',
      description: 'Prints 32 fresh random bytes in base64, for CORDON_MASTER_KEY.',
      run: async () => {
        const secret = randomBytes(32).toString('base64');
        return { data: { secret }, text: secret };
      },
    },
    {
      name: 'doctor',
      description:
        'Looks for everything that would keep `start` from starting here, and says how to mend it.',
      run: async () => doctorOutput(await runDoctor(dependencies)),
    },
  ];
}

function doctorOutput(findings: readonly DoctorFinding[]): CommandOutput {
  const lines = findings.map(({ check, ok, message, remedy }) =>
    ok ? `ok     ${check}: ${message}` : `FAULT  ${check}: ${message} ${remedy}`,
  );
  const isHealthy = findings.every(({ ok }) => ok);
  const closing = isHealthy
    ? 'Nothing stands in the way of a start.'
    : 'Mend the faults above, then ask again.';
  const output = { data: { ok: isHealthy, findings }, text: [...lines, closing].join('\n') };
  if (!isHealthy) throw new CommandRefusal(output);
  return output;
}
