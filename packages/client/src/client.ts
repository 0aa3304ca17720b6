import { createAuthorizedFetch, type TokenSource } from './authorized-fetch.js';
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
import { createPasskeyClient, type PasskeyClient } from './passkeys.js';
import { createRefreshTokens, type RefreshTokens } from './refresh-tokens.js';
import { browserTabs, type Tabs } from './tabs.js';
import {
  type ClientClock,
  createTokenHolder,
  type SessionListener,
  type TokenHolder,
} from './token-holder.js';

/** Options of createCordonClient. */
export interface CordonClientOptions {
  /** The URL of the GraphQL endpoint; a relative one is resolved against the page. */
  readonly endpoint: string;
  /** COOKIE hides the refresh token from all scripts. Default: BODY. */
  readonly delivery?: TokenDelivery;
  /**
   * Keeps tokens after the page is closed with BODY, e.g. localStorage; every script of the page can read
   * them there. Default: memory only.
   */
  readonly storage?: TokenStorage;
  /** Default: the fetch of the platform. */
  readonly fetch?: Fetch;
  /**
   * How tabs are synchronized. Default: Web Locks and BroadcastChannel in the page of a browser, null
   * elsewhere.
   */
  readonly tabs?: Tabs | null;
  /** Default: the clock of the system. */
  readonly clock?: ClientClock;
}

/** Keeps a user signed in, in all tabs, with one refresh at a time. */
export interface CordonClient extends PasskeyClient {
  /** Sends requests with a valid access token; for Apollo's HttpLink, urql and direct calls. */
  readonly fetch: Fetch;
  /**
   * Sends a typed document with the access token. Rejects with OperationError when the response has no data.
   */
  readonly send: SendOperation;
  /** Signs in and keeps the tokens on success. Rejects as `send` does. */
  login(input: Omit<LoginInput, 'delivery'>): Promise<LoginPayload>;
  /**
   * Creates an account and keeps its tokens on success. There are none where the user has to verify the email
   * address first (`verificationRequired`). Rejects as `send` does.
   */
  signUp(input: Omit<SignUpInput, 'delivery'>): Promise<SignUpPayload>;
  /** Keeps tokens that were obtained in another way, such as with acceptInvitation. */
  adopt(tokens: TokenPair): void;
  /**
   * Refreshes the tokens now, for a changed role or scopes. Resolves to whether a user is signed in
   * afterwards. Never rejects.
   */
  refresh(): Promise<boolean>;
  /**
   * Deletes the tokens in all tabs (except for OTHERS), then ends the sessions on the server. Rejects when
   * the server could not be reached.
   */
  logout(input?: Pick<LogoutInput, 'scope'>): Promise<LogoutPayload>;
  /**
   * Returns an access token that is valid for a while, or the old one while the server is unreachable; null
   * when signed out, and when there is none and the server could not be asked. Never rejects.
   */
  accessToken(): Promise<string | null>;
  /**
   * Returns whether a user is signed in; null when only the server knows (delivery COOKIE, after the page was
   * loaded) and could not be reached or was too busy. Never rejects.
   */
  isSignedIn(): Promise<boolean | null>;
  /**
   * Returns the connection parameters for `createClient` of graphql-ws: `authorization` with a valid access
   * token, or nothing when signed out. Pass the function itself, so that each connection gets a fresh token.
   * Never rejects.
   */
  connectionParams(): Promise<{ readonly authorization?: string }>;
  /**
   * Calls the listener once per change of the session, in whichever tab it happened. Returns the function
   * that unsubscribes.
   */
  onSession(listener: SessionListener): () => void;
  /** Stops listening to the other tabs. */
  close(): void;
}

const systemClock: ClientClock = {
  now: () => Date.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/**
 * Creates a client. It sends nothing before it is used and has no timers. Throws a TypeError for an invalid
 * endpoint URL.
 */
export function createCordonClient(options: CordonClientOptions): CordonClient {
  const { endpoint, delivery = 'BODY', storage = null, clock = systemClock } = options;
  const baseFetch: Fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const name = `cordon:${endpoint}`;
  const tabs = options.tabs === undefined ? browserTabs(name) : options.tabs;
  const holder = createTokenHolder({ key: name, storage, tabs, clock });
  const sendUnauthenticated = createSendOperation({ endpoint, fetch: baseFetch, delivery });
  const refreshTokens = createRefreshTokens({ holder, tabs, clock, send: sendUnauthenticated, delivery });
  const tokenSource = createTokenSource(holder, refreshTokens, clock, delivery);
  const fetch = createAuthorizedFetch(endpoint, baseFetch, tokenSource);
  const storeTokens = (pair: TokenPair | null): void => {
    if (pair !== null) holder.adopt(toHeldTokens(pair, clock.now()));
  };
  const send = createSendOperation({ endpoint, fetch, delivery });
  return {
    fetch,
    send,
    ...createPasskeyClient({ delivery, send, sendUnauthenticated, storeTokens }),
    login: async (input) => {
      const loginInput: LoginInput = delivery === 'COOKIE' ? { ...input, delivery } : input;
      const { login } = await sendUnauthenticated(loginDocument, { input: loginInput });
      storeTokens(login.tokens);
      return login;
    },
    signUp: async (input) => {
      const signUpInput: SignUpInput = delivery === 'COOKIE' ? { ...input, delivery } : input;
      const { signUp } = await sendUnauthenticated(signUpDocument, { input: signUpInput });
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
      const token = held === null || held.refreshToken === null ? {} : { refreshToken: held.refreshToken };
      const { logout } = await sendUnauthenticated(
        logoutDocument,
        { input: { scope, ...token } },
        { accessToken: held?.accessToken },
      );
      return logout;
    },
    accessToken: tokenSource.accessToken,
    isSignedIn: tokenSource.isSignedIn,
    connectionParams: async () => {
      const token = await tokenSource.accessToken();
      return token === null ? {} : { authorization: `Bearer ${token}` };
    },
    onSession: holder.onSession,
    close: () => tabs?.close(),
  };
}

// Tokens are refreshed ten seconds before they expire, or after four fifths of a short lifetime: a token that
// expires while its request is on the way would be rejected.
const refreshMarginMilliseconds = 10_000;
// A token that the server rejects as expired within this time cannot have expired: refreshing it again for
// every request would flood the server.
const recentTokenMilliseconds = 1000;

function createTokenSource(
  holder: TokenHolder,
  refreshTokens: RefreshTokens,
  clock: ClientClock,
  delivery: TokenDelivery,
): TokenSource & Pick<CordonClient, 'isSignedIn'> {
  // A page cannot see whether there is a refresh cookie, so after loading it sends one refresh to find out.
  let mayHaveCookie = delivery === 'COOKIE';
  holder.onSession(() => {
    mayHaveCookie = false;
  });
  const isValid = ({ obtainedAt, expiresAt }: HeldTokens): boolean =>
    clock.now() < expiresAt - Math.min(refreshMarginMilliseconds, (expiresAt - obtainedAt) / 5);
  const current = (): string | null => holder.current()?.accessToken ?? null;
  const accessToken = async (): Promise<string | null> => {
    await holder.restored;
    const held = holder.current();
    if (held !== null && !isValid(held)) await refreshTokens(held);
    if (held === null && mayHaveCookie) mayHaveCookie = !(await refreshTokens(null));
    return current();
  };
  return {
    accessToken,
    isSignedIn: async () => {
      if ((await accessToken()) !== null) return true;
      return mayHaveCookie ? null : false;
    },
    replaceExpiredToken: async (rejected) => {
      const held = holder.current();
      const isRecent = held !== null && clock.now() < held.obtainedAt + recentTokenMilliseconds;
      if (held !== null && held.accessToken === rejected && !isRecent) await refreshTokens(held);
      return current();
    },
  };
}
