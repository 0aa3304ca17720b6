import { type Config, ConfigError } from '../../platform/config/index.js';
import { StartupError } from '../../shared/index.js';
import { checkDataFolder, checkPort } from './doctor-checks.js';

/** One thing that was looked at. */
export interface DoctorFinding {
  readonly check: 'configuration' | 'data folder' | 'database' | 'port' | 'metrics port';
  readonly ok: boolean;
  /** What was found, in one sentence. */
  readonly message: string;
  /** How to mend it; null when nothing is wrong. */
  readonly remedy: string | null;
}

/** What the examination needs of the house. */
export interface DoctorDependencies {
  /** Reads the configuration; throws ConfigError. */
  readonly readConfig: () => Config;
  /**
   * Opens the database and, where keys are in it, the keys; changes nothing and closes it again. Answers what is still to be migrated (null: there
   * is no database yet, the first start makes it); throws a StartupError for everything in the way.
   */
  readonly inspectDatabase: (
    config: Config,
  ) => Promise<{ readonly pendingMigrations: readonly string[] } | null>;
}

/**
 * Looks for everything that would keep `cordon start` from starting here, and says how to mend it. Changes nothing. A server that already runs on the
 * same folder or port is such a thing too. Throws only what no fault of the operator explains.
 */
export async function runDoctor({
  readConfig,
  inspectDatabase,
}: DoctorDependencies): Promise<readonly DoctorFinding[]> {
  let config: Config;
  try {
    config = readConfig();
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
    createFinding('configuration', `It reads well (${config.environment}).`, null),
    ...folder,
    // Without its folder the embedded database would only repeat the same fault.
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
  const found = await inspect(config);
  if (found === null) return 'There is none yet; the first start makes it.';
  const { length } = found.pendingMigrations;
  return length === 0
    ? 'It answers, and its tables are those of this release.'
    : `It answers; the next start brings it up to date (${length} to go).`;
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
