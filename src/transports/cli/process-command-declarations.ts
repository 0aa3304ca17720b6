import {
  type CommandDeclarations,
  type CommandInput,
  integerOption,
  rolesOption,
} from '../../shared/index.js';

/** Returns the number of workers. Throws INVALID_INPUT. */
export const readWorkers = (input: CommandInput): number =>
  integerOption(input, 'workers', { min: 1, max: 64 }) ?? 1;

/** The commands of the process itself. */
export const processCommandDeclarations: CommandDeclarations<
  'start' | 'printSchema' | 'createSecret' | 'exportData' | 'importData' | 'doctor'
> = {
  start: {
    name: 'start',
    description: 'Migrate the database and serve until SIGTERM or SIGINT.',
    options: [
      {
        name: 'workers',
        value: 'number',
        description: 'How many processes serve requests, 1 to 64 (default 1); several need Postgres.',
        check: readWorkers,
      },
    ],
  },
  printSchema: { name: 'schema print', description: 'Print the GraphQL schema with its access rules.' },
  createSecret: {
    name: 'secret',
    description: 'Print 32 random bytes in base64, for CORDON_MASTER_KEY.',
  },
  exportData: {
    name: 'data export',
    description: 'Write all data, with sealed keys and password hashes, to a new file.',
    arguments: ['file'],
  },
  importData: {
    name: 'data import',
    description: 'Fill an empty database from a file of `data export`.',
    arguments: ['file'],
  },
  doctor: {
    name: 'doctor',
    description: 'Find every problem that would prevent `start` here, and print how to fix it.',
    options: [rolesOption],
  },
};

/** The commands `cordon migrate ...`. They need an open database and no keys. */
export const migrationCommandDeclarations: CommandDeclarations<'up' | 'status'> = {
  up: { name: 'migrate up', description: 'Migrate the database to this release, as `start` does.' },
  status: {
    name: 'migrate status',
    description: 'Show the applied and pending migrations. Changes nothing.',
  },
};
