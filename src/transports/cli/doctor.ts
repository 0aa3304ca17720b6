import { type Config, ConfigError } from '../../platform/config/index.js';
import { StartupError } from '../../shared/index.js';
import { checkDataFolder, checkPort } from './doctor-checks.js';

/** One thing that was looked at. */
export interface Finding {
  readonly check: 'configuration' | 'data folder' | 'database' | 'port' | 'metrics port';
  readonly ok: boolean;
  /** What was found, in one sentence. */
  readonly message: string;
  /** How to mend it; null when nothing is wrong. */
  readonly remedy: string | null;
}

/** What the examination needs of the house. */
export interface DoctorPorts {
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
export async function examine({ readConfig, inspectDatabase }: DoctorPorts): Promise<readonly Finding[]> {
  let config: Config;
  try {
    config = readConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map(({ variable, problem, remedy }) =>
      finding('configuration', `${variable} ${problem}.`, remedy),
    );
  }
  const isEmbedded = config.database.url === null;
  const usesFolder = isEmbedded || config.keys.masterKey === null;
  const folder = usesFolder
    ? [await attempt('data folder', () => checkDataFolder(config.dataDirectory))]
    : [];
  const isFolderUsable = folder.every(({ ok }) => ok);
  const { host, port, metricsPort } = config.http;
  return [
    finding('configuration', `It reads well (${config.environment}).`, null),
    ...folder,
    // Without its folder the embedded database would only repeat the same fault.
    ...(isFolderUsable ? [await attempt('database', () => describeDatabase(config, inspectDatabase))] : []),
    await attempt('port', () => checkPort(host, port, 'PORT')),
    ...(metricsPort === null
      ? []
      : [await attempt('metrics port', () => checkPort(host, metricsPort, 'CORDON_METRICS_PORT'))]),
  ];
}

async function describeDatabase(config: Config, inspect: DoctorPorts['inspectDatabase']): Promise<string> {
  const found = await inspect(config);
  if (found === null) return 'There is none yet; the first start makes it.';
  const { length } = found.pendingMigrations;
  return length === 0
    ? 'It answers, and its tables are those of this release.'
    : `It answers; the next start brings it up to date (${length} to go).`;
}

async function attempt(check: Finding['check'], look: () => string | Promise<string>): Promise<Finding> {
  try {
    return finding(check, await look(), null);
  } catch (error) {
    if (error instanceof StartupError) return finding(check, error.message, error.remedy);
    throw error;
  }
}

function finding(check: Finding['check'], message: string, remedy: string | null): Finding {
  return { check, ok: remedy === null, message, remedy };
}
