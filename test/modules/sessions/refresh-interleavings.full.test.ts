import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { hasPostgres, startPostgres, type TemporaryPostgres } from '../../../scripts/temporary-postgres.mjs';
import { type Instances, openInstances } from '../../helpers/session-fuzz/instances.js';
import { maxInFlight } from '../../helpers/session-fuzz/interleaving.js';
import { runInterleaving, type Tally } from '../../helpers/session-fuzz/run-interleaving.js';
import { testDatabaseUrl } from '../../helpers/test-database.js';

const caseCount = Number(process.env['SESSION_FUZZ_CASES'] ?? 1_000);
const firstSeed = Number(process.env['SESSION_FUZZ_SEED'] ?? randomInt(2 ** 31));

/** Interleavings that run beside each other; each takes at most `maxInFlight` connections of either pool. */
const workerCount = 4;

/** The embedded database has one connection, where nothing ever interleaves: the machine's own Postgres is started, if it has one. */
const describeOnAnyServer = testDatabaseUrl !== null || hasPostgres() ? describe : describe.skip;

describeOnAnyServer('honest clients, a thief, and servers that crash between any two statements', () => {
  let postgres: TemporaryPostgres | null = null;
  let instances: Instances | null = null;

  beforeAll(async () => {
    postgres = testDatabaseUrl === null ? await startPostgres() : null;
    instances = await openInstances(testDatabaseUrl ?? postgres?.url ?? '', workerCount * maxInFlight + 4);
    // A busy machine needs its time to make a cluster.
  }, 300_000);
  afterAll(async () => {
    await instances?.close();
    await postgres?.stop();
  }, 60_000);

  test(
    `over ${caseCount} interleavings, nobody is logged out but by a thief in the same session, and no stolen token outlives its owner's next late refresh`,
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
