/**
 * A year of 50 users in a few minutes: `npm run bench:scale -- --year`. Sessions, counters and the audit log
 * of `dist` work on a clock that the simulation moves. Each user signs in every third day, half of the time
 * without signing out of the session before, refreshes four times a day, and mistypes one password in
 * twenty days. The housekeeping runs four times a day, with all retentions at 30 days. Tables are vacuumed
 * once a day by the default thresholds of autovacuum, whose own clock cannot be moved.
 */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { cordonRoles } from '../../dist/modules/access/index.js';
import { createAuditModule } from '../../dist/modules/audit/index.js';
import { createSessionsModule, withActors } from '../../dist/modules/sessions/index.js';
import { createTokensModule } from '../../dist/modules/tokens/index.js';
import { createSessionOwners } from '../../dist/modules/users/session-owners.js';
import { typeormUserRepository } from '../../dist/modules/users/user-repository.typeorm.js';
import { createDatabase } from '../../dist/platform/database/index.js';
import { createRateLimitModule } from '../../dist/platform/rate-limit/index.js';
import { createEventBus, createKeyedHash, createRequestOrigins } from '../../dist/shared/index.js';
import { tables } from '../../dist/tables.js';

const users = 50;
const days = 365;
const dayMs = 86_400_000;
const keyedHash = createKeyedHash(Buffer.alloc(32, 1));
const watched = [
  'sessions',
  'refresh_tokens',
  'rate_limits',
  'guess_counters',
  'audit_events',
  'audit_personal',
];

/** Runs the year with a limit for audit entries, in days; null: kept for ever. Prints a line per month. */
export async function simulateYear(url, retentionDays) {
  let now = Date.parse('2026-01-01T00:00:00Z');
  const clock = { now: () => new Date(now) };
  const instance = await openInstance(url, clock, retentionDays);
  const people = await Promise.all(Array.from({ length: users }, () => addUser(instance)));
  console.log(`\naudit entries kept ${retentionDays === null ? 'for ever' : `${retentionDays} days`}`);
  console.log(['day'.padStart(4), ...watched.map((name) => name.padStart(24))].join(' '));
  for (let day = 1; day <= days; day += 1) {
    for (let quarter = 0; quarter < 4; quarter += 1) {
      now += dayMs / 4;
      for (const [number, person] of people.entries()) await live(instance, person, day + number, quarter);
      for (const module of instance.modules) await module.sweep?.(instance.database.transactions);
    }
    await vacuum(instance.query);
    if (day % 30 === 0 || day === days) await report(instance.query, day);
  }
  const verification = await instance.audit.verifier.verify();
  console.log(`the log is valid: ${verification.valid}; ${verification.removedEvents} entries removed`);
  await instance.database.close();
}

async function openInstance(url, clock, retentionDays) {
  const database = createDatabase({ kind: 'postgres', url, poolSize: 4 }, tables);
  await database.open();
  await database.migrate();
  const events = createEventBus();
  const origins = createRequestOrigins();
  const { transactions, notifications: changeNotifications } = database;
  const base = { transactions: withActors(transactions, clock), events, clock, changeNotifications };
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = { kid: 'bench', algorithm: 'ES256', ...keys };
  const names = { issuer: 'https://id.example', audience: 'https://id.example' };
  const signingKeys = { active: () => key, find: () => key };
  const tokens = createTokensModule({ ...base, ...names, signingKeys, accessTokenTtlSeconds: 900 });
  const limits = createRateLimitModule({ transactions, keyedHash, clock });
  const sessions = createSessionsModule({
    ...base,
    accessTokens: tokens.accessTokens,
    owners: createSessionOwners(cordonRoles, typeormUserRepository, clock),
    idleTtlSeconds: 14 * 86_400,
    absoluteTtlSeconds: 90 * 86_400,
    refreshLimit: limits.refreshLimit,
    cursorHash: keyedHash,
  });
  const audit = createAuditModule({
    ...base,
    transactions,
    origins,
    chainHash: keyedHash,
    cursorHash: keyedHash,
    findUsers: async () => [],
    onDenialsLost: () => {},
    retentionDays,
  });
  for (const module of [sessions, audit])
    for (const subscriber of module.subscribers ?? []) events.subscribe(subscriber);
  await audit.open();
  const query = (sql, values) => database.dataSource.query(sql, values);
  return {
    database,
    query,
    events,
    origins,
    sessions,
    limits,
    audit,
    clock,
    modules: [tokens, limits, sessions, audit],
  };
}

async function addUser({ query }) {
  const id = randomUUID();
  await query(
    `INSERT INTO users (id, username, username_key, email, email_key, email_verified, role, activated_at,
       security_epoch, version, created_at, updated_at)
     VALUES ($1::uuid, $1::text, $1::text, $1::text, $1::text, true, 'USER', now(), 0, 1, now(), now())`,
    [id],
  );
  return { id, refreshToken: null };
}

async function live({ database, events, origins, sessions, limits, clock }, person, day, quarter) {
  const client = {
    ipAddress: `192.0.2.${day % 250}`,
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
    requestId: randomUUID(),
  };
  const { id } = person;
  await origins.run(client, async () => {
    const { transactions } = database;
    if (day % 20 === 0 && quarter === 0) {
      await limits.loginThrottle.chargeAttempt({ by: 'NAME', identifier: id, account: id, device: null });
      const event = {
        type: 'login.failed',
        occurredAt: clock.now(),
        actor: { type: 'ANONYMOUS' },
        subjectId: id,
      };
      await transactions.run((transaction) =>
        events.publishEvent(transaction, { ...event, outcome: 'FAILURE', reason: 'INVALID_CREDENTIALS' }),
      );
    }
    if (person.refreshToken === null || (day % 3 === 0 && quarter === 0)) {
      if (person.refreshToken !== null && day % 2 === 0)
        await sessions.sessions.logout({ refreshToken: person.refreshToken, currentUser: null });
      const start = { user: { id, role: 'USER', securityEpoch: 0 }, client, deviceName: null, scope: null };
      person.refreshToken = (
        await transactions.run((transaction) => sessions.sessions.startSession(transaction, start))
      ).refreshToken;
      return;
    }
    const request = { refreshToken: person.refreshToken, client };
    person.refreshToken = (await sessions.sessions.refreshSession(request)).refreshToken;
  });
}

/** By the default thresholds of autovacuum: 50 and a fifth of the rows. */
async function vacuum(query) {
  await query('SELECT pg_stat_force_next_flush()');
  const due = await query(
    `SELECT relname AS name FROM pg_stat_user_tables
     WHERE n_dead_tup > 50 + 0.2 * n_live_tup OR n_ins_since_vacuum > 1000 + 0.2 * n_live_tup`,
  );
  for (const { name } of due) await query(`VACUUM (ANALYZE) "${name}"`);
}

async function report(query, day) {
  const cells = [];
  for (const name of watched) {
    const [{ rows, bytes }] = await query(
      `SELECT (SELECT count(*) FROM "${name}")::integer AS rows,
         pg_total_relation_size('"${name}"')::integer AS bytes`,
    );
    cells.push(`${rows} rows, ${(bytes / 1024).toFixed(0)} kB`.padStart(24));
  }
  console.log([String(day).padStart(4), ...cells].join(' '));
}
