import { databaseUrl, hasOwnPassword } from './secrets.js';
import type { Settings } from './settings.js';
import { integerBetween } from './value-parsers.js';
import { required, type Variable } from './variable.js';

type DatabaseSettings = Pick<
  Settings,
  'databaseUrl' | 'databasePoolSize' | 'databaseListenUrl' | 'databaseReplicaUrl'
>;

/** The variables about the connections to Postgres. */
export const databaseVariables: {
  readonly [Key in keyof DatabaseSettings]: Variable<DatabaseSettings[Key]>;
} = {
  databaseUrl: {
    name: 'DATABASE_URL',
    description:
      'The Postgres database (15 or newer). Without it, the embedded database in the data folder is used. ' +
      'With several hosts (`host1:5432,host2:5432`) the first that accepts writes is used.',
    source: 'also file',
    format: 'a URL like postgresql://user:password@host:5432/name (special characters percent-encoded)',
    schema: databaseUrl,
    development: null,
    production: required,
    productionRule: {
      requirement: 'must have a password that is not an example',
      isSatisfied: (url) => url === null || hasOwnPassword(url),
    },
    defaultDescription: 'embedded',
    advice:
      'Set it to the URL of your Postgres database, for example postgresql://user:password@host:5432/name.',
  },
  databasePoolSize: {
    name: 'CORDON_DATABASE_POOL_SIZE',
    description:
      'How many connections to Postgres this process opens at most. One more receives change notifications.',
    format: 'an integer from 1 to 200',
    schema: integerBetween(1, 200),
    development: 10,
    production: 10,
  },
  databaseListenUrl: {
    name: 'CORDON_DATABASE_LISTEN_URL',
    description:
      'A direct connection to the same database for change notifications, beside a pooler in transaction mode.',
    source: 'also file',
    format: 'a URL like postgresql://user:password@host:5432/name (special characters percent-encoded)',
    schema: databaseUrl,
    development: null,
    production: null,
    defaultDescription: 'DATABASE_URL',
    productionRule: {
      requirement: 'must have a password that is not an example',
      isSatisfied: (url) => url === null || hasOwnPassword(url),
    },
  },
  databaseReplicaUrl: {
    name: 'CORDON_DATABASE_REPLICA_URL',
    description:
      'A standby of the same database, at which lists and the audit log are read while it is up to date.',
    source: 'also file',
    format: 'a URL like postgresql://user:password@host:5432/name (special characters percent-encoded)',
    schema: databaseUrl,
    development: null,
    production: null,
    productionRule: {
      requirement: 'must have a password that is not an example',
      isSatisfied: (url) => url === null || hasOwnPassword(url),
    },
  },
};
