import { randomBytes } from 'node:crypto';
import { createLocalJWKSet, type JWTPayload, jwtVerify } from 'jose';
import {
  createKeysModule,
  type KeysModule,
  type KeysModuleDependencies,
  keysTables,
  type MasterKeys,
} from '../../../src/modules/keys/index.js';
import { type AccessTokens, createTokensModule } from '../../../src/modules/tokens/index.js';
import {
  type Clock,
  createEventBus,
  type DomainEvent,
  parseSessionId,
  parseUserId,
  type RouteResponse,
} from '../../../src/shared/index.js';
import { createFakeClock } from '../../helpers/fake-clock.js';
import { createInMemoryChangeNotifications } from '../../helpers/in-memory-change-notifications.js';
import { openTestDatabase, type TestDatabase } from '../../helpers/test-database.js';
import { idOf } from '../../helpers/test-ids.js';
import { trustActors } from '../../helpers/trust-actors.js';

/** The lifetime of the tokens of the fixture. */
export const tokenTtlSeconds = 900;

/** The keys and tokens of one instance of the server. */
export interface Instance {
  readonly module: KeysModule;
  readonly tokens: AccessTokens;
  sign(): string;
  /** Returns null for an accepted token, otherwise the failure. */
  verifyToken(token: string): Promise<string | null>;
  /** Returns the published key set. */
  jwks(): Promise<{ readonly keys: readonly Readonly<Record<string, string>>[] }>;
  /** Runs a command and returns its `data`. */
  command(name: string, input?: { options?: object; arguments?: object; secret?: string }): Promise<unknown>;
}

/** A database and any number of instances on it, with a clock that the test moves. */
export interface KeysFixture {
  readonly opened: TestDatabase;
  /** The events published since the last reset. */
  readonly events: DomainEvent[];
  readonly masterKey: Buffer;
  readonly clock: Clock;
  advance(seconds: number): void;
  /** Creates an instance whose keys are not opened. */
  create(changes?: Partial<KeysModuleDependencies>): KeysModule;
  start(changes?: InstanceOptions): Promise<Instance>;
  /** Returns every row of the module's tables. */
  rows(): Promise<{ readonly keys: readonly Row[]; readonly secrets: readonly Row[] }>;
  /** Closes the instances, empties the database and sets the clock back. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export type Row = Readonly<Record<string, unknown>>;

/** What an instance has other than the fixture's defaults. */
export interface InstanceOptions extends Partial<KeysModuleDependencies> {
  readonly masterKeys?: MasterKeys;
}

/** The issuer and the audience of the tokens. */
export const issuer = 'https://id.example';

const subject = {
  userId: idOf(parseUserId, '018f3f3e-0000-7000-8000-000000000001'),
  sessionId: idOf(parseSessionId, '018f3f3e-0000-7000-8000-000000000002'),
  securityEpoch: 1,
  role: 'USER',
  scope: null,
  sessionExpiresAt: new Date('2100-01-01T00:00:00Z'),
} as const;

export async function openKeysFixture(): Promise<KeysFixture> {
  const opened = await openTestDatabase(keysTables);
  const { dataSource } = opened.database;
  const transactions = trustActors(opened.database.transactions);
  const masterKey = randomBytes(32);
  const clock = createFakeClock();
  const modules: KeysModule[] = [];
  const events: DomainEvent[] = [];
  const bus = createEventBus();
  bus.subscribe(async (_, event) => void events.push(event));
  // No notification ever arrives, so every instance reads the database before it accepts a key.
  const changeNotifications = createInMemoryChangeNotifications();
  changeNotifications.disconnect();
  const create = (changes: Partial<KeysModuleDependencies> = {}): KeysModule => {
    const module = createKeysModule({
      transactions,
      algorithm: 'ES256',
      accessTokenTtlSeconds: tokenTtlSeconds,
      changeNotifications,
      events: bus,
      clock,
      ...changes,
    });
    modules.push(module);
    return module;
  };
  return {
    opened,
    events,
    masterKey,
    clock,
    advance: clock.moveBy,
    create,
    start: async ({ masterKeys = { current: masterKey, previous: null }, ...changes } = {}) => {
      const module = create(changes);
      await module.open(masterKeys);
      return createInstance(module, clock);
    },
    rows: async () => ({
      keys: await dataSource.query('SELECT * FROM signing_keys ORDER BY created_at, id'),
      secrets: await dataSource.query('SELECT * FROM sealed_secrets ORDER BY id'),
    }),
    reset: async () => {
      for (const module of modules.splice(0)) module.close();
      clock.moveTo(0);
      events.length = 0;
      await dataSource.query('TRUNCATE signing_keys, sealed_secrets');
    },
    close: async () => {
      for (const module of modules) module.close();
      await opened.close();
    },
  };
}

function createInstance(module: KeysModule, clock: Clock): Instance {
  const { accessTokens: tokens } = createTokensModule({
    signingKeys: module.signingKeys,
    issuer,
    audience: issuer,
    accessTokenTtlSeconds: tokenTtlSeconds,
    events: createEventBus(),
    clock,
  });
  return {
    module,
    tokens,
    sign: () => tokens.issueToken(subject).token,
    verifyToken: async (token) => (await tokens.verifyToken(token)).failure,
    jwks: async () => (await requestJwks(module)).body as Awaited<ReturnType<Instance['jwks']>>,
    command: async (name, input = {}) => {
      const command = module.commands?.find((candidate) => candidate.name === name);
      if (command === undefined) throw new Error(`no command ${name}`);
      const given = { arguments: {}, options: {}, secret: null, ...input };
      return (await command.run(given as Parameters<typeof command.run>[0])).data;
    },
  };
}

/** Calls the module's only route. */
export function requestJwks(module: KeysModule): Promise<RouteResponse> {
  const client = { ipAddress: '127.0.0.1', userAgent: null, requestId: 'test' };
  const route = module.routes?.[0];
  if (route === undefined) throw new Error('the module has no route');
  return route.handle({
    method: 'GET',
    headers: {},
    form: [],
    query: [],
    authorizationHeaderCount: 0,
    client,
  });
}

/** Verifies a token as a resource server that has only the key set. Throws as jose does. */
export async function verifyAsResourceServer(
  token: string,
  jwks: Awaited<ReturnType<Instance['jwks']>>,
  now: Date,
): Promise<JWTPayload> {
  const keys = createLocalJWKSet({ keys: jwks.keys.map((key) => ({ kty: '', ...key })) });
  const { payload } = await jwtVerify(token, keys, {
    issuer,
    audience: issuer,
    typ: 'at+jwt',
    currentDate: now,
  });
  return payload;
}

/** Returns the kid of a token's header. */
export function kidOf(token: string): string {
  const header: { kid: string } = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());
  return header.kid;
}
