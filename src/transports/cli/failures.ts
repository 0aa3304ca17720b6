import { ConfigError } from '../../platform/config/index.js';
import { DomainError, StartupError } from '../../shared/index.js';
import { type ExitCode, exitCodes } from './exit-codes.js';
import { UsageError } from './usage-error.js';

/** What a command that failed tells: lines for users, entries for --json, and the process's exit code. */
export interface Failure {
  readonly exitCode: ExitCode;
  readonly text: string;
  readonly errors: readonly Readonly<Record<string, unknown>>[];
}

/** Translates whatever was thrown. Only our own sentences are repeated; of anything else the kind and the place are told. */
export function toFailure(error: unknown): Failure {
  if (error instanceof UsageError) {
    return {
      exitCode: exitCodes.usage,
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
  return { exitCode: exitCodes.configuration, text: message, errors };
}

function startupFailure({ fault, message, remedy }: StartupError): Failure {
  const exitCode = fault === 'CONFIGURATION' ? exitCodes.configuration : exitCodes.cannotStart;
  return { exitCode, text: `${message} ${remedy}`, errors: [{ code: fault, message, remedy }] };
}

function domainFailure({ refusals }: DomainError): Failure {
  const isUnavailable = refusals.some(({ reason }) => reason === 'SERVICE_UNAVAILABLE');
  return {
    exitCode: isUnavailable ? exitCodes.cannotStart : exitCodes.refused,
    text: refusals.map(({ reason, message }) => `${message} (${reason})`).join('\n'),
    // Field by field: `detail` and `cause` are for the log alone.
    errors: refusals.map(({ reason, message, field, retryAfterSeconds, params }) => ({
      code: reason,
      message,
      ...(field === undefined ? {} : { field }),
      ...(retryAfterSeconds === undefined ? {} : { retryAfter: retryAfterSeconds }),
      ...(params === undefined ? {} : { params }),
    })),
  };
}

/** A driver's message can carry rows, so only the error's name and the lines of our code are told. */
function internalFailure(error: unknown): Failure {
  const name = error instanceof Error ? error.name : typeof error;
  const stackLines =
    error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
  const message = `Something inside Cordon failed (${name}). Please report it with the lines below.`;
  return {
    exitCode: exitCodes.fault,
    text: [message, ...stackLines].join('\n'),
    errors: [{ code: 'INTERNAL_SERVER_ERROR', message: `Something inside Cordon failed (${name}).` }],
  };
}
