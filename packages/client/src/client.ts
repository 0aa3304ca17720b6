import { createAuthorizedFetch } from './authorized-fetch.js';
import {
  type LoginInput,
  type LoginPayload,
  type LogoutInput,
  type LogoutPayload,
  loginDocument,
  logoutDocument,
  type SignUpInput,
  type SignUpPayload,
  signUpDocument,
  type TokenDelivery,
  type TokenPair,
} from './documents.js';
import { type HeldTokens, type TokenStorage, toHeldTokens } from './held-tokens.js';
import { createSendOperation, type Fetch, type SendOperation } from './operations.js';
import { createRefreshTokens, type RefreshTokens } from './refresh-tokens.js';
import { browserTabs, type Tabs } from './tabs.js';
import {
  type ClientClock,
  createTokenHolder,
  type SessionListener,
  type TokenHolder,
} from './token-holder.js';

/** How a client is set. */
export interface CordonClientOptions {
  /** The address of the GraphQL endpoint; relative ones are those of the page. */
  readonly endpoint: string;
  /** COOKIE keeps the refresh token out of reach of every script. Default BODY. */
  readonly delivery?: TokenDelivery;
  /** Where tokens outlive the page with BODY, e.g. localStorage: whatever script runs on the page can read them there. Default: memory alone. */
  readonly storage?: TokenStorage;
  /** Default: the platform's. */
  readonly fetch?: Fetch;
  /** How tabs agree. Default: Web Locks and BroadcastChannel in a browser's page, nothing elsewhere. */
  readonly tabs?: Tabs | null;
  /** Default: the machine's. */
  readonly clock?: ClientClock;
}

/** Keeps a person signed in, in all tabs, with one refresh at a time. */
export interface CordonClient {
  /** For Apollo's HttpLink, urql and plain calls: sends the access token, fresh. */
  readonly fetch: Fetch;
  /** Sends a typed document with the access token. Rejects with OperationError when the answer has no data. */
  readonly send: SendOperation;
  /** Signs in, and keeps the tokens if that succeeded. Rejects as `send` does. */
  login(input: Omit<LoginInput, 'delivery'>): Promise<LoginPayload>;
  /** Opens an account, and keeps its tokens if that succeeded. Rejects as `send` does. */
  signUp(input: SignUpInput): Promise<SignUpPayload>;
  /** Takes tokens that came another way, such as acceptInvitation. */
  adopt(tokens: TokenPair): void;
  /** Renews now, for a role or scopes that changed. Answers whether one is signed in after it; never rejects. */
  refresh(): Promise<boolean>;
  /** Forgets the tokens in all tabs first (save for OTHERS), then tells the server. Rejects when that could not be told. */
  logout(input?: Pick<LogoutInput, 'scope'>): Promise<LogoutPayload>;
  /** An access token that is good for a while (the old one while the server cannot be reached); null when signed out. Never rejects. */
  accessToken(): Promise<string | null>;
  /** Told once at each change: the session that began, or null for signed out, whichever tab it happened in. Answers its unsubscribe. */
  onSession(listener: SessionListener): () => void;
  /** Stops hearing the other tabs. */
  close(): void;
}

const systemClock: ClientClock = {
  now: () => Date.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/** Makes a client. Nothing is sent before it is used; there are no timers. Throws a TypeError for an endpoint that is no address. */
export function createCordonClient(options: CordonClientOptions): CordonClient {
  const { endpoint, delivery = 'BODY', storage = null, clock = systemClock } = options;
  const baseFetch: Fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const name = `cordon:${endpoint}`;
  const tabs = options.tabs === undefined ? browserTabs(name) : options.tabs;
  const holder = createTokenHolder({ key: name, storage, tabs, clock });
  const sendUnauthenticated = createSendOperation({ endpoint, fetch: baseFetch, delivery });
  const refreshTokens = createRefreshTokens({ holder, tabs, clock, send: sendUnauthenticated, delivery });
  const { accessToken, replaceExpiredToken } = createTokenSource(holder, refreshTokens, clock, delivery);
  const fetch = createAuthorizedFetch(endpoint, baseFetch, { accessToken, replaceExpiredToken });
  const storeTokens = (pair: TokenPair | null): void => {
    if (pair !== null) holder.adopt(toHeldTokens(pair, clock.now()));
  };
  return {
    fetch,
    send: createSendOperation({ endpoint, fetch, delivery }),
    login: async (input) => {
      const wanted: LoginInput = delivery === 'COOKIE' ? { ...input, delivery } : input;
      const { login } = await sendUnauthenticated(loginDocument, { input: wanted });
      storeTokens(login.tokens);
      return login;
    },
    signUp: async (input) => {
      const { signUp } = await sendUnauthenticated(signUpDocument, { input });
      storeTokens(signUp.tokens);
      return signUp;
    },
    adopt: storeTokens,
    refresh: async () => {
      await holder.restored;
      await refreshTokens(holder.current());
      return holder.current() !== null;
    },
    logout: async ({ scope = 'CURRENT' } = {}) => {
      await holder.restored;
      const held = holder.current();
      if (held !== null && scope !== 'OTHERS') holder.drop(held.sessionId);
      const own = held === null || held.refreshToken === null ? {} : { refreshToken: held.refreshToken };
      const { logout } = await sendUnauthenticated(
        logoutDocument,
        { input: { scope, ...own } },
        { accessToken: held?.accessToken },
      );
      return logout;
    },
    accessToken,
    onSession: holder.onSession,
    close: () => tabs?.close(),
  };
}

// Ten seconds early, or a fifth of a short life: a request that is under way when its token expires would be refused.
const refreshMarginMilliseconds = 10_000;
// A token that the server calls expired so soon has not expired: renewing it once more for every request would be a storm.
const recentTokenMilliseconds = 1000;

function createTokenSource(
  holder: TokenHolder,
  refreshTokens: RefreshTokens,
  clock: ClientClock,
  delivery: TokenDelivery,
): {
  accessToken(): Promise<string | null>;
  replaceExpiredToken(refused: string | null): Promise<string | null>;
} {
  // A page that has just been loaded cannot see whether there is a cookie: it asks the server, until it knows.
  let mayHaveCookie = delivery === 'COOKIE';
  holder.onSession(() => {
    mayHaveCookie = false;
  });
  const isGood = ({ obtainedAt, expiresAt }: HeldTokens): boolean =>
    clock.now() < expiresAt - Math.min(refreshMarginMilliseconds, (expiresAt - obtainedAt) / 5);
  const current = (): string | null => holder.current()?.accessToken ?? null;
  return {
    accessToken: async () => {
      await holder.restored;
      const held = holder.current();
      if (held !== null && !isGood(held)) await refreshTokens(held);
      if (held === null && mayHaveCookie) mayHaveCookie = !(await refreshTokens(null));
      return current();
    },
    replaceExpiredToken: async (refused) => {
      const held = holder.current();
      const isRecent = held !== null && clock.now() < held.obtainedAt + recentTokenMilliseconds;
      if (held !== null && held.accessToken === refused && !isRecent) await refreshTokens(held);
      return current();
    },
  };
}
