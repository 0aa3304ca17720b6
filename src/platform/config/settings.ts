/** What the server is run for; `test` is development under a test runner. */
export type Environment = 'development' | 'test' | 'production';

/** How much is logged. */
export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** How access tokens are signed. */
export type SigningAlgorithm = 'ES256' | 'RS256' | 'PS256' | 'HS256';

/** Who becomes the first administrator when there is none; must change the password at the first login. */
export interface FirstAdministrator {
  readonly username: string;
  readonly email: string;
  readonly password: string;
}

/** A client of this server, as the clients' file names it. */
export interface RegisteredClient {
  readonly id: string;
  /** The 32 bytes of the SHA-256 of its secret. */
  readonly secretSha256: Buffer;
}

/** The value of every variable, by what it means; `variables` tells how each is read. */
export interface Settings {
  readonly environment: Environment;
  readonly databaseUrl: string | null;
  readonly issuer: string;
  readonly masterKey: Buffer | null;
  readonly previousMasterKey: Buffer | null;
  readonly signingAlgorithm: SigningAlgorithm;
  readonly jwtSecret: Buffer | null;
  readonly port: number;
  readonly host: string;
  readonly logLevel: LogLevel;
  readonly dataDirectory: string;
  readonly audience: string | null;
  readonly allowedOrigins: readonly string[];
  readonly trustedProxies: readonly string[];
  readonly signUp: boolean;
  readonly passwordGrant: boolean;
  readonly clients: readonly RegisteredClient[];
  readonly introspection: boolean;
  readonly bcryptCost: number;
  readonly passwordMinLength: number;
  readonly accessTokenTtlSeconds: number;
  readonly refreshIdleTtlSeconds: number;
  readonly refreshAbsoluteTtlSeconds: number;
  readonly metricsPort: number | null;
  readonly adminUsername: string | null;
  readonly adminEmail: string | null;
  readonly adminPassword: string | null;
}

/** The server's whole configuration, frozen; every module receives its own slice and nothing else. */
export interface Config {
  readonly environment: Environment;
  readonly isProduction: boolean;
  readonly logLevel: LogLevel;
  /** As given: relative to the folder the process was started in. Holds the embedded database, the development master key, the control socket. */
  readonly dataDirectory: string;
  /** `url` null: the embedded database in the data folder. */
  readonly database: { readonly url: string | null };
  /** `masterKey` null (never in production): the one that `loadDevelopmentMasterKey` keeps in the data folder. */
  readonly keys: {
    readonly masterKey: Buffer | null;
    /** While the master key is being changed: the one before. */
    readonly previousMasterKey: Buffer | null;
    readonly algorithm: SigningAlgorithm;
    /** Given exactly when the algorithm is HS256. */
    readonly sharedSecret: Buffer | null;
  };
  readonly tokens: {
    readonly issuer: string;
    readonly audience: string;
    readonly accessTokenTtlSeconds: number;
  };
  readonly sessions: { readonly idleTtlSeconds: number; readonly absoluteTtlSeconds: number };
  readonly passwords: { readonly bcryptCost: number; readonly minLength: number };
  readonly login: { readonly signUpEnabled: boolean };
  readonly oauth: {
    readonly passwordGrantEnabled: boolean;
    /** Who may introspect tokens; one that changes its secret stands there twice. */
    readonly clients: readonly RegisteredClient[];
  };
  readonly graphql: { readonly introspection: boolean };
  readonly http: {
    readonly host: string;
    /** 0: any free one. */
    readonly port: number;
    /** A listener of its own for /metrics; null: /metrics stands beside the other routes. */
    readonly metricsPort: number | null;
    readonly allowedOrigins: readonly string[];
    readonly trustedProxies: readonly string[];
  };
  readonly firstAdministrator: FirstAdministrator | null;
}
