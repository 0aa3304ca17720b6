import { randomBytes } from 'node:crypto';
import { createLocalJWKSet, type JWTPayload, jwtVerify } from 'jose';
import {
  createKeysRoom,
  type KeysRoom,
  type KeysRoomDependencies,
  keysTables,
} from '../../../src/modules/keys/index.js';
import { type AccessTokens, createTokensRoom } from '../../../src/modules/tokens/index.js';
import {
  addSeconds,
  type Clock,
  createEventBus,
  type DomainEvent,
  parseSessionId,
  parseUserId,
  type RouteResponse,
} from '../../../src/shared/index.js';
import { openTestDatabase, type TestDatabase } from '../../helpers/test-database.js';

/** How long the tokens of the bench live. */
export const tokenTtlSeconds = 900;

/** An instance of the server as far as keys and tokens go. */
export interface Instance {
  readonly room: KeysRoom;
  readonly tokens: AccessTokens;
  /** Signs a token. */
  sign(): string;
  /** Null for a token that is accepted, else why not. */
  judge(token: string): Promise<string | null>;
  /** The keys as a resource server sees them. */
  jwks(): Promise<{ readonly keys: readonly Readonly<Record<string, string>>[] }>;
  /** Runs a command of the operator with these options and arguments. */
  command(name: string, input?: { options?: object; arguments?: object; secret?: string }): Promise<unknown>;
}

/** One database, and as many instances on it as a test wants, with a clock that the test moves. */
export interface KeysBench {
  readonly opened: TestDatabase;
  /** Everything told since the last reset. */
  readonly events: DomainEvent[];
  readonly masterKey: Buffer;
  readonly clock: Clock;
  advance(seconds: number): void;
  start(changes?: Partial<KeysRoomDependencies>): Promise<Instance>;
  /** Every row of the room's tables. */
  rows(): Promise<{ readonly keys: readonly Row[]; readonly secrets: readonly Row[] }>;
  /** An empty database, no instance, and the clock at its start: for the next test. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export type Row = Readonly<Record<string, unknown>>;

/** Whom the tokens come from and are for. */
export const issuer = 'https://id.example';

function idOf<T>(parse: (text: string) => T | null, text: string): T {
  const id = parse(text);
  if (id === null) throw new Error('not an id');
  return id;
}

const subject = {
  userId: idOf(parseUserId, '018f3f3e-0000-7000-8000-000000000001'),
  sessionId: idOf(parseSessionId, '018f3f3e-0000-7000-8000-000000000002'),
  securityEpoch: 1,
  role: 'USER',
  scope: null,
} as const;

export async function openKeysBench(): Promise<KeysBench> {
  const opened = await openTestDatabase(keysTables);
  const { transactions, dataSource } = opened.database;
  const masterKey = randomBytes(32);
  const start = new Date('2026-03-01T09:30:00.000Z');
  let now = start;
  const clock: Clock = { now: () => now };
  const rooms: KeysRoom[] = [];
  const events: DomainEvent[] = [];
  const bus = createEventBus();
  bus.subscribe(async (_, event) => void events.push(event));
  return {
    opened,
    events,
    masterKey,
    clock,
    advance: (seconds) => {
      now = addSeconds(now, seconds);
    },
    start: async (changes = {}) => {
      const room = createKeysRoom({
        transactions,
        masterKey: () => masterKey,
        algorithm: 'ES256',
        accessTokenTtlSeconds: tokenTtlSeconds,
        events: bus,
        clock,
        ...changes,
      });
      rooms.push(room);
      await room.open();
      return instanceOf(room, clock);
    },
    rows: async () => ({
      keys: await dataSource.query('SELECT * FROM signing_keys ORDER BY created_at, id'),
      secrets: await dataSource.query('SELECT * FROM sealed_secrets ORDER BY id'),
    }),
    reset: async () => {
      for (const room of rooms.splice(0)) room.close();
      now = start;
      events.length = 0;
      await dataSource.query('TRUNCATE signing_keys, sealed_secrets');
    },
    close: async () => {
      for (const room of rooms) room.close();
      await opened.close();
    },
  };
}

function instanceOf(room: KeysRoom, clock: Clock): Instance {
  const { accessTokens: tokens } = createTokensRoom({
    signingKeys: room.signingKeys,
    issuer,
    audience: issuer,
    accessTokenTtlSeconds: tokenTtlSeconds,
    events: createEventBus(),
    clock,
  });
  return {
    room,
    tokens,
    sign: () => tokens.issue(subject).token,
    judge: async (token) => (await tokens.read(token)).failure,
    jwks: async () => (await askForKeys(room)).body as Awaited<ReturnType<Instance['jwks']>>,
    command: async (name, input = {}) => {
      const command = room.commands?.find((candidate) => candidate.name === name);
      if (command === undefined) throw new Error(`no command ${name}`);
      const given = { arguments: {}, options: {}, secret: null, ...input };
      return (await command.run(given as Parameters<typeof command.run>[0])).data;
    },
  };
}

/** Asks the room's one route. */
export function askForKeys(room: KeysRoom): Promise<RouteResponse> {
  const client = { ipAddress: '127.0.0.1', userAgent: null, requestId: 'test' };
  const route = room.routes?.[0];
  if (route === undefined) throw new Error('the room has no route');
  return route.handle({ method: 'GET', headers: {}, form: [], query: [], authorizationHeaders: 0, client });
}

/** What a resource server that knows a key set and nothing else makes of a token; rejects as jose does. */
export async function verifyOutside(
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

/** The kid in a token's header. */
export function kidOf(token: string): string {
  const header: { kid: string } = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());
  return header.kid;
}
