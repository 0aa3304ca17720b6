import type { Config } from '../../platform/config/index.js';
import { ConfigError, StartupError } from '../../shared/index.js';
import { checkDataFolder, checkPort } from './doctor-checks.js';

/** The result of one check. */
export interface DoctorFinding {
  readonly check: 'configuration' | 'data folder' | 'database' | 'port' | 'metrics port';
  readonly ok: boolean;
  /** The result, in one sentence. */
  readonly message: string;
  /** How to fix the problem; null when there is none. */
  readonly remedy: string | null;
}

export interface DoctorDependencies {
  /** Reads the configuration; throws ConfigError. */
  readonly readConfig: () => Config | Promise<Config>;
  /**
   * Opens the database and its keys, changes nothing and closes it again. Returns the pending migrations, or
   * null when there is no database yet. Throws a StartupError when the server could not start.
   */
  readonly inspectDatabase: (
    config: Config,
  ) => Promise<{ readonly pendingMigrations: readonly string[] } | null>;
  /** Throws ConfigError for values that the configuration accepts and the start would refuse. */
  readonly checkValues: (config: Config) => void | Promise<void>;
  /** Returns whether a server of this configuration runs on this machine. */
  readonly isServerRunning: (config: Config) => Promise<boolean>;
}

/**
 * Finds every problem that would prevent `cordon start` here. What a running server of the same configuration
 * uses is not a problem. Changes nothing. Throws only internal errors.
 */
export async function runDoctor({
  readConfig,
  inspectDatabase,
  checkValues,
  isServerRunning,
}: DoctorDependencies): Promise<readonly DoctorFinding[]> {
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
      ? [
          isRunning && isEmbedded
            ? createFinding('database', 'Open in the running server.', null)
            : await runCheck('database', () => describeDatabase(config, inspectDatabase)),
        ]
      : []),
    ...(await checkPorts(config, isRunning)),
  ];
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

async function describeDatabase(
  config: Config,
  inspect: DoctorDependencies['inspectDatabase'],
): Promise<string> {
  const inspected = await inspect(config);
  if (inspected === null) return 'Not created yet; the first start creates it.';
  const { length } = inspected.pendingMigrations;
  return length === 0
    ? 'Reachable and up to date.'
    : `Reachable; the next start migrates it (${length} pending).`;
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
