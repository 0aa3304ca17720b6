import { StartupError, type StartupFault } from '../../shared/index.js';
import {
  DatabaseConnectionError,
  driverErrorOf,
  translateDatabaseError,
} from './translate-database-error.js';

type Advice = readonly [message: string, remedy: string, fault?: StartupFault];

/** By SQLSTATE, or by the code of Node.js. */
const byCode: Readonly<Record<string, Advice>> = {
  '28P01': ['The database rejected the password in DATABASE_URL.', 'Set the correct user and password.'],
  '28000': ['The database rejected the user in DATABASE_URL.', 'Set a user that may connect.'],
  '3D000': ['The database in DATABASE_URL does not exist.', 'Create it, or set another name.'],
  '3F000': [
    'The schema of the connection does not exist.',
    'Create the schema, or correct search_path in DATABASE_URL.',
  ],
  '25006': [
    'The database is read-only.',
    'Connect to the primary server, and remove default_transaction_read_only from the role and the database.',
  ],
  '42501': [
    'The role in DATABASE_URL may not create or change the tables of Cordon.',
    'Run `GRANT CREATE, USAGE ON SCHEMA public TO <role>`, or let the role own the database and its tables.',
  ],
  '42P07': [
    'The database contains tables of another program with the names that Cordon uses.',
    'Give Cordon a database of its own.',
  ],
  '53300': [
    'The database accepts no more connections from the role in DATABASE_URL.',
    'Raise the connection limit of the role, the database or the server, or close other connections.',
  ],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    'The TLS certificate of the database was issued for another host name.',
    'Use the name in the certificate as the host in DATABASE_URL.',
  ],
  CERT_HAS_EXPIRED: ['The TLS certificate of the database has expired.', 'Renew it on the database server.'],
};

const untrustedCertificate: Advice = [
  'The TLS certificate of the database is self-signed or of an unknown authority.',
  'Name the certificate of the authority in DATABASE_URL: ?sslmode=verify-full&sslrootcert=/path/to/ca.pem.',
];

const untrustedCertificateCodes: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

/** By the text of the error, where the code does not tell. */
const byText: readonly (readonly [text: RegExp, ...advice: Advice])[] = [
  [
    /no encryption|SSL off|SSL required/i,
    'The database accepts only connections with TLS.',
    'Add ?sslmode=verify-full to DATABASE_URL, with sslrootcert for an authority of your own.',
  ],
  [
    /does not support SSL/,
    'DATABASE_URL requires TLS, which the database does not offer.',
    'Enable TLS on the database server, or set sslmode=disable in a network that nobody else can read.',
  ],
  [
    /unsupported startup parameter/,
    'PgBouncer refuses the startup parameters of Cordon.',
    'Set `ignore_startup_parameters = statement_timeout, lock_timeout, idle_in_transaction_session_timeout` in pgbouncer.ini.',
  ],
];

/**
 * Translates an error of the database during the start into a StartupError that names the cause and the
 * remedy. Returns every other error unchanged. `variable` is the one whose URL was used.
 */
export function toStartupError(error: unknown, variable = 'DATABASE_URL'): unknown {
  const translated = translate(error);
  if (!(translated instanceof StartupError) || translated === error) return translated;
  const { fault, message, remedy } = translated;
  const name = (text: string): string => text.replace('DATABASE_URL', variable);
  return new StartupError(fault, name(message), name(remedy), error);
}

function translate(error: unknown): unknown {
  if (error instanceof StartupError) return error;
  const driverError = driverErrorOf(error);
  const { code, message, syscall } = driverError;
  const text = typeof message === 'string' ? message : '';
  const [refusal, remedy, fault = 'DATABASE_REFUSED'] = adviceFor(String(code), text, String(syscall)) ?? [];
  if (refusal !== undefined && remedy !== undefined) return new StartupError(fault, refusal, remedy, error);
  const refused = translateDatabaseError(new DatabaseConnectionError(error))?.refusals[0];
  if (refused?.reason !== 'SERVICE_UNAVAILABLE') return error;
  return unreachable(refused.detail?.replace('database: ', '') ?? '', error);
}

function adviceFor(code: string, text: string, syscall: string): Advice | undefined {
  const advice = byText.find(([pattern]) => pattern.test(text));
  if (advice !== undefined) return [advice[1], advice[2]];
  if (untrustedCertificateCodes.has(code)) return untrustedCertificate;
  if (code !== 'ENOENT' && code !== 'EACCES') return byCode[code];
  // pg reads the files that the URL names; anything else is the socket of the server.
  return syscall === 'open' || syscall === 'read'
    ? [
        'A certificate or key file that DATABASE_URL names cannot be read.',
        'Correct the path in sslrootcert, sslcert or sslkey, or make the file readable.',
      ]
    : [
        `The database in DATABASE_URL cannot be reached (${code}).`,
        'Check that it is running and that the path of its socket is correct.',
        'DATABASE_UNREACHABLE',
      ];
}

function unreachable(code: string, cause: unknown): StartupError {
  return new StartupError(
    'DATABASE_UNREACHABLE',
    `The database in DATABASE_URL cannot be reached (${code}).`,
    'Check that it is running and that host and port are correct.',
    cause,
  );
}
