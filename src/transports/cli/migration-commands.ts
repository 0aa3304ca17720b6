import type { Command, CommandOutput } from '../../shared/index.js';

/** What the commands about migrations need of an open database. */
export interface MigrationDependencies {
  /** Brings the tables to this release; answers what was applied. */
  readonly migrate: () => Promise<readonly string[]>;
  readonly migrationStatus: () => Promise<MigrationStatus>;
}

interface MigrationStatus {
  readonly applied: readonly string[];
  readonly pending: readonly string[];
  readonly unknown: readonly string[];
}

/** The commands `cordon migrate ...`; they refuse as the database does, with a StartupError. */
export function createMigrationCommands({
  migrate,
  migrationStatus,
}: MigrationDependencies): readonly Command[] {
  return [
    {
      name: 'migrate up',
      description: 'Brings the database to this release; `start` does the same.',
      run: async () => appliedOutput(await migrate()),
    },
    {
      name: 'migrate status',
      description: 'Tells which migrations the database has; changes nothing.',
      run: async () => statusOutput(await migrationStatus()),
    },
  ];
}

function appliedOutput(applied: readonly string[]): CommandOutput {
  const text = applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}.`;
  return { data: { applied }, text };
}

function statusOutput({ applied, pending, unknown }: MigrationStatus): CommandOutput {
  const rows = [
    ...applied.map((name) => `applied  ${name}`),
    ...pending.map((name) => `pending  ${name}`),
    ...unknown.map((name) => `newer    ${name} (of a newer release: this one must not run on it)`),
  ];
  return { data: { applied, pending, unknown }, text: rows.join('\n') };
}
