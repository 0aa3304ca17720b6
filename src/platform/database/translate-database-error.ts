import { DomainError } from '../../shared/index.js';

const retryAfterSeconds = 2;

/** An error of the connection to the database. The errors of statements are TypeORM's QueryFailedError. */
export class DatabaseConnectionError extends Error {
  readonly driverError: unknown;

  constructor(driverError: unknown) {
    super('The database connection failed.', { cause: driverError });
    this.name = 'DatabaseConnectionError';
    this.driverError = driverError;
  }
}

/**
 * Unreachable or overloaded, as the system, Postgres and the pool report it; everything else is an internal
 * error.
 */
const unavailableCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  '25006', // read-only: a standby responded during a failover
  '28P01', // the password was changed under a running server
  '28000',
  '3D000',
  '40001',
  '40P01',
  '55P03',
  '57014',
  '57P01',
  '57P02',
  '57P03',
]);
/** Connection exceptions, insufficient resources (a full disk, too many connections), system errors (I/O). */
const unavailableClass = /^(08|53|58)/;
const unavailableText =
  /^(timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Driver not Connected|Cannot use a pool after calling end)/;

/** Values that Postgres cannot read and that no entry point rejected: an error of the client, never a 5xx. */
const badInputCodes = new Set(['22P02', '22021', '22P05', '22003', '22007', '22008']);

/**
 * Translates an error that the database layer threw: SERVICE_UNAVAILABLE when the database is unreachable,
 * overloaded, full or timed out, BAD_USER_INPUT for values that it cannot read. Returns null for everything
 * else, which is an internal error: a socket of a client or of another service has the same error codes.
 */
export function translateDatabaseError(error: unknown): DomainError | null {
  if (typeof error !== 'object' || error === null || !('driverError' in error)) return null;
  const { code, text } = describeDriverError(error);
  if (unavailableCodes.has(code) || unavailableClass.test(code) || unavailableText.test(text)) {
    return new DomainError({
      reason: 'SERVICE_UNAVAILABLE',
      message: 'The service is temporarily unavailable.',
      retryAfterSeconds,
      detail: `database: ${code === '' ? text : code}`,
      cause: error,
    });
  }
  if (badInputCodes.has(code)) {
    return new DomainError({
      reason: 'BAD_USER_INPUT',
      message: 'A value is not valid.',
      cause: error,
    });
  }
  return null;
}

/** Returns true for a unique_violation (23505) of the named index or constraint. */
export function isUniqueViolation(error: unknown, index: string): boolean {
  const driverError = driverErrorOf(error);
  return driverError['code'] === '23505' && driverError['constraint'] === index;
}

/**
 * Returns the SQLSTATE of the error or the code of Node.js; without one, the text of the driver. Contains
 * neither values nor URLs.
 */
export function databaseErrorCause(error: unknown): string {
  if (error instanceof DomainError) return error.refusals[0].detail ?? error.message;
  const { code, text } = describeDriverError(error);
  return code === '' ? text : code;
}

function describeDriverError(error: unknown): { code: string; text: string } {
  const { code, message } = driverErrorOf(error);
  return { code: typeof code === 'string' ? code : '', text: typeof message === 'string' ? message : '' };
}

/** Unwraps the error of TypeORM, and the first error of an AggregateError (several addresses were tried). */
export function driverErrorOf(error: unknown): Record<string, unknown> {
  if (typeof error !== 'object' || error === null) return {};
  if ('driverError' in error) return driverErrorOf(error.driverError);
  if (error instanceof AggregateError && error.errors.length > 0) return driverErrorOf(error.errors[0]);
  // Read only member by member by the callers above.
  return error as Record<string, unknown>;
}
