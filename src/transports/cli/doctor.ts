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
}

/**
 * Finds every problem that would prevent `cordon start` here, a running server on the same folder or port
 * included. Changes nothing. Throws only internal errors.
 */
export async function runDoctor({
  readConfig,
  inspectDatabase,
}: DoctorDependencies): Promise<readonly DoctorFinding[]> {
  let config: Config;
  try {
    config = await readConfig();
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
  const { host, port, metricsPort } = config.http;
  return [
    createFinding('configuration', `Valid (${config.environment}).`, null),
    ...folder,
    // Without its folder, the embedded database would only report the same problem again.
    ...(isFolderUsable ? [await runCheck('database', () => describeDatabase(config, inspectDatabase))] : []),
    await runCheck('port', () => checkPort(host, port, 'PORT')),
    ...(metricsPort === null
      ? []
      : [await runCheck('metrics port', () => checkPort(host, metricsPort, 'CORDON_METRICS_PORT'))]),
  ];
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
