import { StartupError } from '../../shared/index.js';

/** What the embedded database needs of PGlite. */
export type EmbeddedEngine = Pick<typeof import('@electric-sql/pglite'), 'PGlite'>;

/**
 * Loads PGlite, which a server on Postgres does not need and the production image does not contain. Throws
 * StartupError when it is not installed.
 */
export async function loadEmbeddedEngine(): Promise<EmbeddedEngine> {
  try {
    return await import('@electric-sql/pglite');
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new StartupError(
      'CONFIGURATION',
      'The embedded database is not part of this installation: the package @electric-sql/pglite is missing.',
      'Set DATABASE_URL to the URL of a Postgres database, or install the package.',
      error,
    );
  }
}
