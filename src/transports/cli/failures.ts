import { ConfigError, DomainError, StartupError } from '../../shared/index.js';
import { type ExitCode, exitCodes, UsageError } from './cli-errors.js';

/** How a failed command is reported: lines for a terminal, entries for --json, and the exit code. */
export interface Failure {
  readonly exitCode: ExitCode;
  readonly text: string;
  readonly errors: readonly Readonly<Record<string, unknown>>[];
}

/**
 * Translates any thrown value. Prints the message of Cordon's own errors, and only the name and stack of
 * others.
 */
export function toFailure(error: unknown): Failure {
  if (error instanceof UsageError) {
    return {
      exitCode: exitCodes.usageError,
      text: error.message,
      errors: [{ code: 'USAGE', message: error.message }],
    };
  }
  if (error instanceof ConfigError) return configurationFailure(error);
  if (error instanceof StartupError) return startupFailure(error);
  if (error instanceof DomainError) return domainFailure(error);
  return internalFailure(error);
}

function configurationFailure({ faults, message }: ConfigError): Failure {
  const errors = faults.map((fault) => ({ code: 'CONFIGURATION', ...fault }));
  return { exitCode: exitCodes.configurationError, text: message, errors };
}

function startupFailure({ fault, message, remedy }: StartupError): Failure {
  const exitCode = fault === 'CONFIGURATION' ? exitCodes.configurationError : exitCodes.cannotStart;
  return { exitCode, text: `${message} ${remedy}`, errors: [{ code: fault, message, remedy }] };
}

function domainFailure({ refusals }: DomainError): Failure {
  const isUnavailable = refusals.some(({ reason }) => reason === 'SERVICE_UNAVAILABLE');
  return {
    exitCode: isUnavailable ? exitCodes.cannotStart : exitCodes.rejected,
    text: refusals.map(({ reason, message }) => `${message} (${reason})`).join('\n'),
    // Listed one by one: `detail` and `cause` must not leave the log.
    errors: refusals.map(({ reason, message, field, retryAfterSeconds, params }) => ({
      code: reason,
      message,
      ...(field === undefined ? {} : { field }),
      ...(retryAfterSeconds === undefined ? {} : { retryAfter: retryAfterSeconds }),
      ...(params === undefined ? {} : { params }),
    })),
  };
}

/** The message of a driver can contain rows, so only the name and the stack of the error are reported. */
function internalFailure(error: unknown): Failure {
  const name = error instanceof Error ? error.name : typeof error;
  const stackLines =
    error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
  const message = `Internal error (${name}).`;
  return {
    exitCode: exitCodes.internalError,
    text: [`${message} Please report it with the lines below.`, ...stackLines].join('\n'),
    errors: [{ code: 'INTERNAL_SERVER_ERROR', message }],
  };
}
