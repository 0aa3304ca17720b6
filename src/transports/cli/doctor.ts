import type { Config } from '../../platform/config/index.js';
import { ConfigError, StartupError } from '../../shared/index.js';
import { checkDataFolder, checkPort } from './doctor-checks.js';

/** The result of one check. */
export interface DoctorFinding {
  readonly check:
    | 'configuration'
    | 'data folder'
    | 'database'
    | 'notifications'
    | 'replica'
    | 'roles'
    | 'mail'
    | 'port'
    | 'metrics port';
  /** True also for a warning, which has a remedy. */
  readonly ok: boolean;
  /** The result, in one sentence. */
  readonly message: string;
  /** What to do; null when there is nothing. */
  readonly remedy: string | null;
}

/** What a look at the database shows. */
export interface InspectedDatabase {
  readonly pendingMigrations: readonly string[];
  /** The roles that users have, but that are not declared; none before the database is migrated. */
  readonly undeclaredRoles: readonly { readonly role: string; readonly users: number }[];
}

export interface DoctorDependencies {
  /** Reads the configuration; throws ConfigError. */
  readonly readConfig: () => Config | Promise<Config>;
  /**
   * Opens the database and its keys, changes nothing and closes it again. Returns null when there is no
   * database yet. Throws a StartupError when the server could not start.
   */
  readonly inspectDatabase: (config: Config) => Promise<InspectedDatabase | null>;
  /**
   * Receives a change notification as the server does. Throws a StartupError when none is received. On
   * Postgres only.
   */
  readonly checkListening: (config: Config) => Promise<void>;
  /** Asks the replica of the configuration whether it can be used. Throws a StartupError when it cannot. */
  readonly checkReplica: (config: Config) => Promise<void>;
  /** Throws ConfigError for values that the configuration accepts and the start would refuse. */
  readonly checkValues: (config: Config) => void | Promise<void>;
  /** Connects to the SMTP server of the configuration. Returns what has failed; null for nothing. */
  readonly checkSmtp: (config: Config) => Promise<string | null>;
  /** Returns whether a server of this configuration runs on this machine. */
  readonly isServerRunning: (config: Config) => Promise<boolean>;
}

/**
 * Finds every problem that would prevent `cordon start` here. What a running server of the same configuration
 * uses is not a problem. Changes nothing. Throws only internal errors.
 */
export async function runDoctor(dependencies: DoctorDependencies): Promise<readonly DoctorFinding[]> {
  const { readConfig, checkValues, checkSmtp, isServerRunning } = dependencies;
  let config: Config;
  try {
    config = await readConfig();
    await checkValues(config);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map(({ variable, problem, remedy }) =>
      createFinding('configuration', `${variable} ${problem}.`, remedy),
    );
  }
  const isEmbedded = config.database.url === null;
  const usesFolder = isEmbedded || config.keys.masterKey === null;
  const folder = usesFolder
    ? [await runCheck('data folder', () => checkDataFolder(config.dataDirectory))]
    : [];
  const isFolderUsable = folder.every(({ ok }) => ok);
  const isRunning = await isServerRunning(config);
  return [
    createFinding('configuration', `Valid (${config.environment}).`, null),
    ...folder,
    // Without its folder, the embedded database would only report the same problem again.
    ...(isFolderUsable
      ? isRunning && isEmbedded
        ? [createFinding('database', 'Open in the running server.', null)]
        : await checkDatabase(config, dependencies)
      : []),
    ...(await checkMail(config, checkSmtp)),
    ...(await checkPorts(config, isRunning)),
  ];
}

/** A development server shows its mails instead. */
async function checkMail(
  config: Config,
  checkSmtp: DoctorDependencies['checkSmtp'],
): Promise<readonly DoctorFinding[]> {
  if (config.mail.smtp === null) {
    const message = 'Off: CORDON_SMTP_URL is not set. Operations that need mail are refused.';
    return config.mail.enabled ? unsentVerification(config) : [createFinding('mail', message, null)];
  }
  const problem = await checkSmtp(config);
  if (problem === null) return [createFinding('mail', 'The SMTP server can be used.', null)];
  const remedy = 'Correct CORDON_SMTP_URL, or the SMTP server. Mails wait for CORDON_MAIL_RETENTION_HOURS.';
  return [createFinding('mail', `The SMTP server cannot be used: ${problem}.`, remedy)];
}

/** A warning: the server starts, but nobody who signs up gets the mail. */
function unsentVerification({ login }: Config): readonly DoctorFinding[] {
  if (login.emailVerification === 'off') return [];
  const message = 'Users have to verify their address, but mails are only shown at /mailbox.';
  return [{ check: 'mail', ok: true, message, remedy: 'Set CORDON_SMTP_URL to send them.' }];
}

async function checkPorts({ http }: Config, isRunning: boolean): Promise<readonly DoctorFinding[]> {
  const { host, port, metricsPort } = http;
  const check = (name: 'port' | 'metrics port', number: number, variable: string): Promise<DoctorFinding> =>
    runCheck(name, () =>
      checkPort(host, number, variable).catch((error: unknown) => {
        const isInUse = error instanceof StartupError && error.fault === 'PORT_OCCUPIED';
        if (isRunning && isInUse) return `Port ${number} on ${host} is in use, and a server runs here.`;
        throw error;
      }),
    );
  const main = await check('port', port, 'PORT');
  return metricsPort === null
    ? [main]
    : [main, await check('metrics port', metricsPort, 'CORDON_METRICS_PORT')];
}

async function checkDatabase(
  config: Config,
  dependencies: DoctorDependencies,
): Promise<readonly DoctorFinding[]> {
  let inspected: InspectedDatabase | null = null;
  const finding = await runCheck('database', async () => {
    inspected = await dependencies.inspectDatabase(config);
    return describeDatabase(inspected);
  });
  const further = finding.ok ? await checkFurtherConnections(config, dependencies) : [];
  return [finding, ...further, ...undeclaredRoles(inspected)];
}

async function checkFurtherConnections(
  config: Config,
  { checkListening, checkReplica }: DoctorDependencies,
): Promise<readonly DoctorFinding[]> {
  const { url, listenUrl, replicaUrl } = config.database;
  if (url === null) return [];
  const listening = await runCheck('notifications', async () => {
    await checkListening(config);
    return 'Changes of other instances are received.';
  });
  // Without the variable this is a warning: the server starts, and each request reads the database.
  const notifications = listenUrl === null ? { ...listening, ok: true } : listening;
  if (replicaUrl === null) return [notifications];
  const replica = await runCheck('replica', async () => {
    await checkReplica(config);
    return 'Follows the database.';
  });
  return [notifications, replica];
}

function describeDatabase(inspected: InspectedDatabase | null): string {
  if (inspected === null) return 'Not created yet; the first start creates it.';
  const { length } = inspected.pendingMigrations;
  return length === 0
    ? 'Reachable and up to date.'
    : `Reachable; the next start migrates it (${length} pending).`;
}

/** A warning: the server starts, but these users cannot sign in. */
function undeclaredRoles(inspected: InspectedDatabase | null): readonly DoctorFinding[] {
  if (inspected === null || inspected.undeclaredRoles.length === 0) return [];
  const roles = inspected.undeclaredRoles.map(({ role, users }) => `${role} (${users})`).join(', ');
  return [
    {
      check: 'roles',
      ok: true,
      message: `Users have roles that are not declared, with which they cannot sign in: ${roles}.`,
      remedy:
        'Name the file of the declared roles with --roles, or assign other roles: `cordon users set-role`.',
    },
  ];
}

async function runCheck(
  check: DoctorFinding['check'],
  probe: () => string | Promise<string>,
): Promise<DoctorFinding> {
  try {
    return createFinding(check, await probe(), null);
  } catch (error) {
    if (error instanceof StartupError) return createFinding(check, error.message, error.remedy);
    throw error;
  }
}

function createFinding(check: DoctorFinding['check'], message: string, remedy: string | null): DoctorFinding {
  return { check, ok: remedy === null, message, remedy };
}
