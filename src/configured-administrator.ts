import type { App } from './app-types.js';
import type { FirstAdministratorNames } from './modules/invitations/index.js';
import type { Config, InitialAdministrator } from './platform/config/index.js';
import { ConfigError, type ConfigFault, DomainError, type Log, type Refusal } from './shared/index.js';

/**
 * Creates the first administrator that CORDON_ADMIN_* describes; does nothing when there is an administrator.
 * Throws ConfigError for values that are refused.
 */
export async function ensureFirstAdministrator(
  { firstAdministrator: { createIfMissing } }: Pick<App, 'firstAdministrator'>,
  { firstAdministrator }: Config,
  log: Log,
): Promise<void> {
  if (firstAdministrator === null) return;
  try {
    const created = await createIfMissing(namesOf(firstAdministrator), firstAdministrator.password);
    if (created) log.info({}, 'created the first administrator from CORDON_ADMIN_*');
    else log.info({}, 'ignored CORDON_ADMIN_*: an administrator already exists');
  } catch (error) {
    throw toConfigError(error);
  }
}

/** Throws ConfigError for values of CORDON_ADMIN_* that would be refused. Uses no database. */
export function checkFirstAdministrator(
  { firstAdministrator: { examine } }: Pick<App, 'firstAdministrator'>,
  { firstAdministrator }: Config,
): void {
  if (firstAdministrator === null) return;
  const refusals = examine(namesOf(firstAdministrator), firstAdministrator.password);
  if (refusals.length > 0) throw new ConfigError(refusals.map(toFault));
}

function namesOf({ username, email }: InitialAdministrator): FirstAdministratorNames {
  return { username, email, fullName: null };
}

function toConfigError(error: unknown): unknown {
  const isRefused = error instanceof DomainError && error.reason !== 'SERVICE_UNAVAILABLE';
  return isRefused ? new ConfigError(error.refusals.map(toFault)) : error;
}

const variables: Readonly<Record<string, string>> = {
  username: 'CORDON_ADMIN_USERNAME',
  email: 'CORDON_ADMIN_EMAIL',
  password: 'CORDON_ADMIN_PASSWORD_FILE',
};

function toFault({ field, message }: Refusal): ConfigFault {
  return {
    variable: variables[field?.at(-1) ?? ''] ?? 'CORDON_ADMIN_USERNAME',
    problem: `is refused: ${message.replace(/\.$/, '')}`,
    remedy: 'Correct the value, or remove the CORDON_ADMIN_ variables.',
  };
}
