import { readFileSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';

/**
 * Embedded databases in memory that live as long as the jest worker. Starting one takes about a second of
 * processor time, resetting one a few hundredths, so that each is lent to one test file after another.
 */

/** The most databases that are kept for the next borrower. */
const idleLimit = 2;

const idle = [];

/**
 * Lends a migrated, empty database. `dumpPath` names a dump of one with every migration applied. `release`
 * rejects all later statements of the borrower.
 */
export async function borrowDatabase(dumpPath) {
  const database = (await takeIdle()) ?? (await openFromDump(dumpPath));
  let isReleased = false;
  let release = null;
  const giveBack = async () => {
    isReleased = true;
    if (idle.length < idleLimit) idle.push(database);
    else await database.pglite.close();
  };
  return {
    execProtocolRawStream: (message, options) => {
      if (isReleased) return Promise.reject(new Error('this test database was already closed'));
      return database.pglite.execProtocolRawStream(message, options);
    },
    release: () => {
      release ??= giveBack();
      return release;
    },
  };
}

async function openFromDump(dumpPath) {
  const restoreTimers = unrefTimers();
  try {
    // Not `openAsBlob`: its file handle would keep the worker alive.
    const dump = new Blob([readFileSync(dumpPath)], { type: 'application/x-tar' });
    const pglite = new PGlite({ loadDataDir: dump });
    await pglite.waitReady;
    const execute = pglite.execProtocolRawSync.bind(pglite);
    pglite.execProtocolRawSync = (message) => withUnrefTimers(() => execute(message));
    return { pglite, baseline: await readBaseline(pglite) };
  } finally {
    restoreTimers();
  }
}

function withUnrefTimers(work) {
  const restoreTimers = unrefTimers();
  try {
    return work();
  } finally {
    restoreTimers();
  }
}

/**
 * Postgres flushes statistics once it has been idle for ten seconds, and again after that. The timer of an
 * open database would keep a worker without work alive, so those that it sets (in its callback, too) are
 * unreferenced.
 */
function unrefTimers() {
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (callback, milliseconds) =>
    setTimeout(() => withUnrefTimers(callback), milliseconds).unref();
  return () => {
    globalThis.setTimeout = setTimeout;
  };
}

/** Returns an idle database after its reset; one whose schema a test has changed is closed instead. */
async function takeIdle() {
  for (;;) {
    const database = idle.pop();
    if (database === undefined) return null;
    const isClean = await reset(database).catch(() => false);
    if (isClean) return database;
    await database.pglite.close().catch(() => {});
  }
}

async function readBaseline(pglite) {
  const { rows: tables } = await pglite.query(
    `SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
  );
  const { rows: guards } = await pglite.query(
    `SELECT tgrelid::regclass::text AS table, quote_ident(tgname) AS trigger FROM pg_trigger
     WHERE tgenabled = 'A' AND NOT tgisinternal`,
  );
  const contents = [];
  for (const { name } of tables) {
    const { rows } = await pglite.query(`SELECT coalesce(json_agg(t), '[]')::text AS rows FROM ${name} t`);
    if (rows[0].rows !== '[]') contents.push({ name, rows: rows[0].rows });
  }
  return { tables: tables.map(({ name }) => name), guards, contents, schema: await readSchema(pglite) };
}

/** Returns false when the schema differs from that of the migrations. */
async function reset({ pglite, baseline }) {
  await pglite.exec('ROLLBACK');
  await pglite.exec('DISCARD ALL');
  if ((await readSchema(pglite)) !== baseline.schema) return false;
  const setGuards = (state) =>
    baseline.guards.map(({ table, trigger }) => `ALTER TABLE ${table} ${state} TRIGGER ${trigger};`).join('');
  const restore = baseline.contents.map(
    ({ name, rows }) =>
      `INSERT INTO ${name} SELECT * FROM json_populate_recordset(NULL::${name}, '${rows.replaceAll("'", "''")}');`,
  );
  // Change notifications come from triggers; with this role, none but the triggers that are always enabled
  // fire.
  await pglite.exec(`
    BEGIN;
    SET LOCAL session_replication_role = replica;
    ${setGuards('DISABLE')}
    TRUNCATE ${baseline.tables.join(', ')};
    ${restore.join('\n')}
    ${setGuards('ENABLE ALWAYS')}
    COMMIT;`);
  return true;
}

/**
 * Returns a digest of everything in the schema `public`, and of the schemas, roles and event triggers of the
 * database.
 */
async function readSchema(pglite) {
  const { rows } = await pglite.query(`
    SELECT md5(string_agg(line, '|' ORDER BY line)) AS digest FROM (
      SELECT 'relation ' || oid::regclass::text || relkind::text || coalesce(reloptions::text, '') || coalesce(relacl::text, '')
        FROM pg_class WHERE relnamespace = 'public'::regnamespace
      UNION ALL SELECT 'column ' || attrelid::regclass::text || concat_ws(' ', attname, atttypid, attnotnull, attisdropped)
        FROM pg_attribute JOIN pg_class c ON c.oid = attrelid WHERE relnamespace = 'public'::regnamespace AND attnum > 0
      UNION ALL SELECT 'constraint ' || conrelid::regclass::text || conname || pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
      UNION ALL SELECT 'trigger ' || tgrelid::regclass::text || tgname || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
      UNION ALL SELECT 'function ' || proname || prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
      UNION ALL SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg_temp%' AND nspname NOT LIKE 'pg_toast%'
      UNION ALL SELECT 'role ' || rolname FROM pg_roles
      UNION ALL SELECT 'event trigger ' || evtname FROM pg_event_trigger
      UNION ALL SELECT 'setting ' || setrole::text || setconfig::text FROM pg_db_role_setting
    ) AS parts (line)`);
  return rows[0].digest;
}
