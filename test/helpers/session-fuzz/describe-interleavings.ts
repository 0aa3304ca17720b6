import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { hasPostgres, startPostgres, type TemporaryPostgres } from '../../../scripts/temporary-postgres.mjs';
import { testDatabaseUrl } from '../test-database.js';
import { type Instances, openInstances } from './instances.js';
import { maxInFlight } from './interleaving.js';
import { runInterleaving, type Tally } from './run-interleaving.js';

/** The number of concurrent interleavings; each takes at most `maxInFlight` connections of either pool. */
const workerCount = 4;

/**
 * The embedded database has one connection, on which nothing interleaves: without TEST_DATABASE_URL a
 * temporary Postgres of this machine is started, if there is one.
 */
const describeOnAnyServer = testDatabaseUrl !== null || hasPostgres() ? describe : describe.skip;

/**
 * Runs generated interleavings; SESSION_FUZZ_CASES and SESSION_FUZZ_SEED override their number and the first
 * seed.
 */
export function describeInterleavings(title: string, defaultCaseCount: number): void {
  const caseCount = Number(process.env['SESSION_FUZZ_CASES'] ?? defaultCaseCount);
  const firstSeed = Number(process.env['SESSION_FUZZ_SEED'] ?? 20_261_130);

  describeOnAnyServer(title, () => {
    let postgres: TemporaryPostgres | null = null;
    let instances: Instances | null = null;

    beforeAll(async () => {
      postgres = testDatabaseUrl === null ? await startPostgres() : null;
      instances = await openInstances(testDatabaseUrl ?? postgres?.url ?? '', workerCount * maxInFlight + 4);
      // Creating a cluster can take long on a busy machine.
    });
    afterAll(async () => {
      await instances?.close();
      await postgres?.stop();
    });

    test(
      `only a thief in the same session signs a user out, and no stolen token survives the owner's next late refresh (${caseCount} interleavings)`,
      async () => {
        const tally: Tally = { interleavings: 0, refreshes: 0, crashes: 0, repeats: 0, reuses: 0 };
        const failures: string[] = [];
        const opened = instances;
        if (opened === null) throw new Error('there are no instances');
        let next = 0;
        const runWorker = async (): Promise<void> => {
          while (next < caseCount && failures.length === 0) {
            const seed = firstSeed + next++;
            await runInterleaving(opened, seed, tally).catch((error: unknown) => {
              failures.push(String(error));
            });
          }
        };

        await Promise.all(Array.from({ length: workerCount }, runWorker));

        expect(failures).toEqual([]);
        expect(tally.interleavings).toBe(caseCount);
        process.stdout.write(`session interleavings from seed ${firstSeed}: ${JSON.stringify(tally)}\n`);
      },
      Math.max(120_000, caseCount * 400),
    );
  });
}
