import { type DestinationStream, type Logger, pino } from 'pino';
import { DomainError } from '../../shared/index.js';

/** How the server's log is kept. */
export interface LogOptions {
  /** The least important level that is written; `silent` writes nothing. */
  readonly level: string;
  /** Standard output when left out. */
  readonly destination?: DestinationStream;
}

/** Members that would carry a secret if somebody logged a whole request or input by mistake. */
const secretPaths = [
  'authorization',
  'cookie',
  'password',
  'token',
  'headers.authorization',
  'headers.cookie',
  'req.headers.authorization',
  'req.headers.cookie',
  '*.password',
  '*.newPassword',
  '*.currentPassword',
  '*.token',
  '*.accessToken',
  '*.refreshToken',
];

/**
 * The server's log: one line of JSON for each event, secrets redacted. Errors are written with their name, code, message, stack and causes
 * only: database drivers hang the statement's parameters on theirs.
 */
export function createLog({ level, destination }: LogOptions): Logger {
  const options = {
    level,
    base: null,
    messageKey: 'message',
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: [...secretPaths], censor: '[redacted]' },
    serializers: { err: (error: unknown) => serializeError(error, 0) },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

const maxCauseDepth = 4;

function serializeError(error: unknown, depth: number): unknown {
  if (!(error instanceof Error)) return typeof error === 'string' ? error : typeof error;
  const { name, message, stack, cause } = error;
  return {
    name,
    message,
    ...('code' in error ? { code: error.code } : {}),
    ...(error instanceof DomainError
      ? { reasons: error.refusals.map(({ reason, detail }) => ({ reason, detail })) }
      : {}),
    stack,
    ...(cause === undefined || depth >= maxCauseDepth ? {} : { cause: serializeError(cause, depth + 1) }),
  };
}
