/**
 * Cordon's refresh in this process: the modules of `dist` on one database, and the statements of a refresh.
 */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { cordonRoles } from '../../dist/modules/access/index.js';
import { createSessionsModule, sessionsTables, withActors } from '../../dist/modules/sessions/index.js';
import { createTokensModule, tokensTables } from '../../dist/modules/tokens/index.js';
import { usersTables } from '../../dist/modules/users/index.js';
import { createSessionOwners } from '../../dist/modules/users/session-owners.js';
import { typeormUserRepository } from '../../dist/modules/users/user-repository.typeorm.js';
import { createDatabase } from '../../dist/platform/database/index.js';
import { createRateLimitModule, rateLimitTables } from '../../dist/platform/rate-limit/index.js';
import { createEventBus, createKeyedHash } from '../../dist/shared/index.js';
import { measureProcessorMicros } from '../workers/processor-time.mjs';
import { processesOf } from './processors.mjs';

const clock = { now: () => new Date() };
const client = { ipAddress: '192.0.2.7', userAgent: 'Bench/1', requestId: 'bench' };

function createTokens() {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = { kid: 'bench', algorithm: 'ES256', ...keys };
  return createTokensModule({
    signingKeys: { active: () => key, find: () => key },
    issuer: 'https://id.example',
    audience: 'https://id.example',
    accessTokenTtlSeconds: 900,
    events: createEventBus(),
    clock,
  }).accessTokens;
}

/**
 * Opens the service and starts `lanes` sessions of as many users. With a URL to listen at, statements are not
 * prepared, as behind a pooler.
 */
export async function openService(url, lanes, { listenUrl } = {}) {
  const database = createDatabase(
    { kind: 'postgres', url, poolSize: lanes, ...(listenUrl === undefined ? {} : { listenUrl }) },
    [...usersTables, ...tokensTables, ...sessionsTables, ...rateLimitTables],
  );
  await database.open();
  await database.migrate();
  await database.notifications.open();
  // Each refresh is counted as usual; the limit is never reached.
  const { refreshLimit } = createRateLimitModule({
    transactions: database.transactions,
    keyedHash: createKeyedHash(Buffer.alloc(32, 7)),
    quotas: { refresh: { amount: 1_000_000_000, windowSeconds: 3600 } },
    clock,
  });
  const { sessions } = createSessionsModule({
    transactions: withActors(database.transactions, clock),
    accessTokens: createTokens(),
    owners: createSessionOwners(cordonRoles, typeormUserRepository, clock),
    idleTtlSeconds: 3600,
    absoluteTtlSeconds: 7200,
    refreshLimit,
    events: createEventBus(),
    changeNotifications: database.notifications,
    clock,
  });
  const tokens = [];
  for (let lane = 0; lane < lanes; lane += 1) {
    const id = randomUUID();
    await database.dataSource.query(
      `INSERT INTO users (id, username, username_key, email, email_key, email_verified, role, activated_at, security_epoch, version, created_at, updated_at)
       VALUES ($1::uuid, $1::text, $1::text, $1::text, $1::text, true, 'USER', now(), 0, 1, now(), now())`,
      [id],
    );
    const start = { user: { id, role: 'USER', securityEpoch: 0 }, client, deviceName: null, scope: null };
    const started = await database.transactions.run((transaction) =>
      sessions.startSession(transaction, start),
    );
    tokens.push(started.refreshToken);
  }
  const refresh = async (lane) => {
    tokens[lane] = (await sessions.refreshSession({ refreshToken: tokens[lane], client })).refreshToken;
  };
  return { database, refresh };
}

/** Returns the refreshes per second of all lanes, and the processor time of one, here and in Postgres. */
export async function measureService({ database, refresh }, lanes, seconds) {
  const [postmaster] = await processesOf(database.dataSource);
  const postgresMicros = measureProcessorMicros(postmaster);
  const started = performance.now();
  const before = process.cpuUsage();
  const end = started + seconds * 1000;
  let refreshes = 0;
  const lane = async (number) => {
    while (performance.now() < end) {
      await refresh(number);
      refreshes += 1;
    }
  };
  await Promise.all(Array.from({ length: lanes }, (_, number) => lane(number)));
  const { user, system } = process.cpuUsage(before);
  return {
    perSecond: (refreshes * 1000) / (performance.now() - started),
    processorMs: (user + system) / 1000 / refreshes,
    postgresMs: postgresMicros() / 1000 / refreshes,
  };
}

/** Returns the statements of one refresh with their values, in order. */
export async function statementsOf({ database, refresh }) {
  const statements = [];
  const { logger } = database.dataSource;
  const { logQuery } = logger;
  logger.logQuery = (text, values) => statements.push({ text, values: values ?? [] });
  await refresh(0);
  logger.logQuery = logQuery;
  return statements;
}
