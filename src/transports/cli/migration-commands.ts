import { bindCommands, type Command, type CommandOutput } from '../../shared/index.js';
import { migrationCommandDeclarations } from './process-command-declarations.js';

/** The part of an open database that the commands use. */
export interface MigrationDependencies {
  /** Migrates to this release and returns the names of the applied migrations. */
  readonly migrate: () => Promise<readonly string[]>;
  readonly migrationStatus: () => Promise<MigrationStatus>;
}

interface MigrationStatus {
  readonly applied: readonly string[];
  readonly pending: readonly string[];
  readonly unknown: readonly string[];
}

/** The handlers of `cordon migrate ...`. They throw the StartupError of the database. */
export function createMigrationCommands({
  migrate,
  migrationStatus,
}: MigrationDependencies): readonly Command[] {
  return bindCommands(migrationCommandDeclarations, {
    up: async () => appliedOutput(await migrate()),
    status: async () => statusOutput(await migrationStatus()),
  });
}

function appliedOutput(applied: readonly string[]): CommandOutput {
  const text = applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}.`;
  return { data: { applied }, text };
}

function statusOutput({ applied, pending, unknown }: MigrationStatus): CommandOutput {
  const rows = [
    ...applied.map((name) => `applied  ${name}`),
    ...pending.map((name) => `pending  ${name}`),
    ...unknown.map(
      (name) => `newer    ${name} (applied by a newer release: this release must not run on it)`,
    ),
  ];
  return { data: { applied, pending, unknown }, text: rows.join('\n') };
}
