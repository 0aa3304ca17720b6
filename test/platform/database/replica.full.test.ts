import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { hasPostgres, startPostgres, startStandby } from '../../../scripts/temporary-postgres.mjs';
import { createDatabase, type Database, entityManager } from '../../../src/platform/database/index.js';
import { createReplicaReads, type ReplicaReads } from '../../../src/platform/database/replica.js';
import { withWaitBudget } from '../../../src/shared/index.js';
import { eventually } from '../../helpers/eventually.js';
import { createFreezableProxy, type FreezableProxy } from '../../helpers/freezable-proxy.js';
import { testDatabaseUrl } from '../../helpers/test-database.js';

/** Lists at a real standby that is up to date, behind, slow, or gone. */

const describeWithBinaries = testDatabaseUrl !== null && hasPostgres() ? describe : describe.skip;

describeWithBinaries('lists with a replica', () => {
  let primary: Awaited<ReturnType<typeof startPostgres>>;
  let standby: Awaited<ReturnType<typeof startStandby>>;
  let primaryUrl: string;
  let proxy: FreezableProxy;
  let database: Database;
  let lists: ReplicaReads;
  let outcomes: string[] = [];
  let now = 0;

  beforeAll(async () => {
    primary = await startPostgres();
    // Reads nothing that an ordinary role may not read.
    await sql(
      primary.url,
      `CREATE ROLE app LOGIN PASSWORD 'pw'; GRANT CREATE ON SCHEMA public TO app;
      GRANT CREATE ON DATABASE cordon TO app`,
    );
    primaryUrl = asApp(primary.url);
    standby = await startStandby(primary);
    await sql(primaryUrl, 'CREATE TABLE notes (text text)');
  });

  afterAll(async () => {
    await standby.stop();
    await primary.stop();
  });

  beforeEach(async () => {
    proxy = await createFreezableProxy(asApp(standby.url));
    database = createDatabase({ kind: 'postgres', url: primaryUrl, poolSize: 2 }, []);
    await database.open();
    await openLists(proxy.url);
  });

  afterEach(async () => {
    await lists.close();
    await database.close();
    await proxy.close();
  });

  function asApp(url: string): string {
    return Object.assign(new URL(url), { username: 'app', password: 'pw' }).href;
  }

  async function openLists(url: string): Promise<void> {
    const { reader } = database.transactions;
    const onRead = (outcome: string): void => void outcomes.push(outcome);
    const options = { url, poolSize: 2, tables: [], primary: reader, onRead, elapsedMs: () => now };
    lists = createReplicaReads(options);
    outcomes = [];
    // The first list is read at the primary and connects, which fails or makes the replica known.
    await eventually(async () => {
      await readNotes();
      expect(outcomes).not.toEqual([]);
    });
    outcomes = [];
    now = 0;
  }

  async function sql(url: string, text: string): Promise<void> {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.query(text);
    } finally {
      await client.end();
    }
  }

  async function untilReadable(url: string): Promise<void> {
    await eventually(() => sql(url, 'TABLE notes'));
  }

  /** Returns where the notes were read, and how many there are. */
  function readNotes(): Promise<{ readonly isReplica: boolean; readonly count: number }> {
    const text = 'SELECT pg_is_in_recovery() AS "isReplica", count(*)::integer AS count FROM notes';
    return lists.read(async (reader) => (await entityManager(reader).query(text))[0]);
  }

  const write = () => database.dataSource.query(`INSERT INTO notes VALUES ('note')`);
  const setReplay = (action: 'pause' | 'resume') => sql(standby.url, `SELECT pg_wal_replay_${action}()`);

  async function readUntil(isReplica: boolean): Promise<number> {
    const read = await eventually(async () => {
      const found = await readNotes();
      // The next attempt may connect again.
      if (found.isReplica !== isReplica) now += 5_001;
      expect(found.isReplica).toBe(isReplica);
      return found;
    });
    return read.count;
  }

  test('are read at the replica once it is up to date, by a role without further rights', async () => {
    await write();

    expect(await readUntil(true)).toBe((await database.dataSource.query('TABLE notes')).length);
    expect(outcomes).toContain('REPLICA');
  });

  test('show every write that was committed before, wherever they are read', async () => {
    await readUntil(true);
    const { count } = await readNotes();
    for (let written = 1; written <= 100; written += 1) {
      await write();
      expect((await readNotes()).count).toBe(count + written);
    }
  });

  test('are read at the primary while the replica is behind', async () => {
    await readUntil(true);
    const { count } = await readNotes();
    await setReplay('pause');
    await write();
    outcomes = [];

    expect(await readNotes()).toEqual({ isReplica: false, count: count + 1 });
    expect(outcomes).toEqual(['BEHIND']);
    await setReplay('resume');
    expect(await readUntil(true)).toBe(count + 1);
  });

  test('are read at the primary, within the time of a request, while the replica does not answer', async () => {
    await readUntil(true);
    proxy.freeze();
    outcomes = [];

    await expect(withWaitBudget(4_500, readNotes)).resolves.toMatchObject({ isReplica: false });
    await expect(readNotes()).resolves.toMatchObject({ isReplica: false });

    // The second list did not wait for the replica.
    expect(outcomes).toEqual(['FAILED', 'FAILED']);
    proxy.thaw();
    now = 5_001;
    await readUntil(true);
  });

  test('are read at the primary while the replica is gone', async () => {
    await readUntil(true);
    await proxy.close();

    await expect(readNotes()).resolves.toMatchObject({ isReplica: false });
  });

  test('are read at the primary when the replica was never reached', async () => {
    await lists.close();
    await proxy.close();
    await openLists(proxy.url);

    await expect(readNotes()).resolves.toMatchObject({ isReplica: false });
  });

  test('are read at the primary when the role may not read where its log ends', async () => {
    await readUntil(true);
    await sql(primary.url, 'REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC');
    outcomes = [];

    await expect(readNotes()).resolves.toMatchObject({ isReplica: false });
    expect(outcomes).toEqual(['FAILED']);
    await sql(primary.url, 'GRANT EXECUTE ON FUNCTION pg_control_system() TO PUBLIC');
    now = 5_001;
    await readUntil(true);
  });

  test('are read at the primary when the replica is a server of its own', async () => {
    const other = await startPostgres();
    await sql(other.url, 'CREATE TABLE notes (text text)');
    await lists.close();
    await openLists(other.url);
    await sql(other.url, `INSERT INTO notes VALUES ('foreign')`);

    expect(await readNotes()).toEqual({ isReplica: false, count: expect.any(Number) });
    expect(outcomes).toEqual(['BEHIND']);
    await other.stop();
  });

  test('are read at the primary when the replica is another database or schema of the same cluster', async () => {
    await sql(primary.url, 'CREATE DATABASE other OWNER app');
    const other = Object.assign(new URL(primaryUrl), { pathname: '/other' }).href;
    await sql(other, `CREATE TABLE notes AS SELECT 'foreign' AS text`);
    await sql(primaryUrl, `CREATE SCHEMA other CREATE TABLE notes (text text)`);
    const replicas = [
      Object.assign(new URL(proxy.url), { pathname: '/other' }).href,
      `${proxy.url}?options=-csearch_path%3Dother`,
    ];
    for (const url of replicas) {
      await untilReadable(url);
      await lists.close();
      await openLists(url);

      expect(await readNotes()).toEqual({ isReplica: false, count: expect.any(Number) });
      expect(outcomes).toEqual(['BEHIND']);
    }
  });

  test('are read at the primary when the replica follows a former primary, whose writes were lost', async () => {
    const promoted = await startStandby(primary);
    promoted.promote();
    // More log than that of the new primary.
    await sql(primaryUrl, `INSERT INTO notes SELECT repeat('lost', 100) FROM generate_series(1, 10000)`);
    await readUntil(true);
    await lists.close();
    await database.close();
    database = createDatabase({ kind: 'postgres', url: asApp(promoted.url), poolSize: 2 }, []);
    await database.open();
    await openLists(proxy.url);
    await write();
    const [{ count }] = await database.dataSource.query('SELECT count(*)::integer AS count FROM notes');

    expect(await readNotes()).toEqual({ isReplica: false, count });
    expect(outcomes).toEqual(['BEHIND']);
    await promoted.stop();
  });

  test('are read at the primary when the replica was promoted, though it has everything', async () => {
    const promoted = await startStandby(primary);
    // The backup of a standby ends a file of the log. Without synchronous commits, the standby is behind by
    // the header of the next one until something is written.
    await write();
    await lists.close();
    await openLists(asApp(promoted.url));
    await readUntil(true);
    promoted.promote();
    await sql(promoted.url, `INSERT INTO notes VALUES ('of the other primary')`);
    outcomes = [];
    const [{ count }] = await database.dataSource.query('SELECT count(*)::integer AS count FROM notes');

    expect(await readNotes()).toEqual({ isReplica: false, count });
    expect(outcomes).toEqual(['BEHIND']);
    await promoted.stop();
  });

  test('find no fault in a replica that is behind, for doctor, but in one of another primary', async () => {
    const checkReplica = async (replicaUrl: string): Promise<void> => {
      const config = { kind: 'postgres', url: primaryUrl, poolSize: 2, replicaUrl } as const;
      const checked = createDatabase(config, []);
      await checked.open();
      await checked.checkReplica().finally(checked.close);
    };
    await setReplay('pause');
    await write();

    await checkReplica(asApp(standby.url));
    const elsewhere = await startPostgres();
    const other = await startStandby(elsewhere);
    await expect(checkReplica(other.url)).rejects.toThrow('is not a standby that follows');

    await setReplay('resume');
    await other.stop();
    await elsewhere.stop();
  });

  test('reject what the database rejects, as without a replica', async () => {
    await readUntil(true);
    const text = `SELECT 'x'::uuid`;
    const read = lists.read((reader) => entityManager(reader).query(text));

    await expect(read).rejects.toMatchObject({ driverError: { code: '22P02' } });
    await readUntil(true);
  });
});
