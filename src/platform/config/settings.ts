/** `test` behaves like `development`. */
export type Environment = 'development' | 'test' | 'production';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

export type ConfiguredAlgorithm = 'ES256' | 'RS256' | 'PS256' | 'HS256';

/** The first administrator, created when there is none. Must change the password at the first login. */
export interface InitialAdministrator {
  readonly username: string;
  readonly email: string;
  readonly password: string;
}

/** A client of this server, from the clients file. */
export interface RegisteredClient {
  readonly id: string;
  /** The SHA-256 hash of its secret, 32 bytes. */
  readonly secretSha256: Buffer;
}

/** An SMTP server, from its URL. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (smtps); otherwise the connection is upgraded with STARTTLS. */
  readonly implicitTls: boolean;
  /** Null: no authentication. */
  readonly credentials: { readonly user: string; readonly password: string } | null;
}

/** The start of links for one of several apps, and the key that a client names. */
export interface LandingPage {
  readonly key: string;
  /** Without a trailing slash. */
  readonly url: string;
}

/** Whether users verify their email address: never, if they like, or before they can sign in. */
export type EmailVerification = 'off' | 'optional' | 'required';

/** The sender of every mail. */
export interface MailSender {
  /** Null: the address only. */
  readonly name: string | null;
  readonly address: string;
}

/** The values of all variables, as described by `variables`. */
export interface Settings {
  readonly environment: Environment;
  readonly databaseUrl: string | null;
  readonly databaseReplicaUrl: string | null;
  readonly databasePoolSize: number;
  readonly databaseListenUrl: string | null;
  readonly issuer: string | null;
  readonly masterKey: Buffer | null;
  readonly previousMasterKey: Buffer | null;
  readonly signingAlgorithm: ConfiguredAlgorithm;
  readonly jwtSecret: Buffer | null;
  readonly port: number;
  readonly host: string;
  readonly logLevel: LogLevel;
  readonly dataDirectory: string;
  readonly audience: string | null;
  readonly allowedOrigins: readonly string[];
  readonly allowedHeaders: readonly string[];
  readonly trustedProxies: readonly string[];
  readonly passkeyRpId: string | null;
  readonly signUp: boolean;
  readonly passwordGrant: boolean;
  readonly mfaRequiredRoles: readonly string[];
  readonly clients: readonly RegisteredClient[];
  readonly introspection: boolean;
  readonly smtpServer: SmtpServer | null;
  readonly mailFrom: MailSender | null;
  readonly landingPages: readonly LandingPage[];
  readonly mailTemplatesDirectory: string | null;
  readonly emailVerification: EmailVerification;
  readonly appUrl: string | null;
  readonly console: boolean;
  readonly bcryptCost: number;
  readonly passwordMinLength: number;
  readonly accessTokenTtlSeconds: number;
  readonly refreshIdleTtlSeconds: number;
  readonly refreshAbsoluteTtlSeconds: number;
  readonly eraseDeletedAfterDays: number;
  readonly sessionRetentionDays: number;
  readonly linkRetentionDays: number;
  readonly counterRetentionDays: number;
  readonly mailRetentionHours: number;
  readonly auditRetentionDays: number | null;
  readonly metricsPort: number | null;
  readonly adminUsername: string | null;
  readonly adminEmail: string | null;
  readonly adminPassword: string | null;
}

/** A variable with the value in use, for administrators. */
export interface EffectiveValue {
  readonly name: string;
  readonly description: string;
  /** As the operator would write it; null when there is none, and for secrets. */
  readonly value: string | null;
  /** Whether the value is never shown: that of every variable that can be read from a file. */
  readonly secret: boolean;
  readonly source: 'ENVIRONMENT' | 'FILE' | 'DEFAULT';
  readonly default: string;
}

/** The configuration of the server, frozen. Every module receives only its own part. */
export interface Config {
  readonly environment: Environment;
  readonly isProduction: boolean;
  readonly logLevel: LogLevel;
  /**
   * Relative to the working directory. Contains the embedded database, the development master key and the
   * control socket.
   */
  readonly dataDirectory: string;
  /** Without a `url`, the embedded database in the data folder is used. */
  readonly database: {
    readonly url: string | null;
    readonly poolSize: number;
    readonly listenUrl: string | null;
    readonly replicaUrl: string | null;
  };
  /** `masterKey` is null only in development: `loadDevelopmentMasterKey` reads it from the data folder. */
  readonly keys: {
    readonly masterKey: Buffer | null;
    /** The previous master key, while it is being replaced. */
    readonly previousMasterKey: Buffer | null;
    readonly algorithm: ConfiguredAlgorithm;
    /** Not null exactly when the algorithm is HS256. */
    readonly sharedSecret: Buffer | null;
  };
  readonly tokens: {
    readonly issuer: string;
    readonly audience: string;
    readonly accessTokenTtlSeconds: number;
    readonly linkRetentionDays: number;
  };
  readonly sessions: {
    readonly idleTtlSeconds: number;
    readonly absoluteTtlSeconds: number;
    readonly retentionDays: number;
  };
  readonly rateLimits: { readonly counterRetentionDays: number };
  readonly passwords: { readonly bcryptCost: number; readonly minLength: number };
  readonly passkeys: {
    /** The relying party id; null when the issuer is an IP address, for which browsers offer no passkeys. */
    readonly domain: string | null;
    /** The configured origins whose pages may use passkeys: those at the domain and below it. */
    readonly origins: readonly string[];
  };
  readonly login: {
    readonly signUpEnabled: boolean;
    readonly emailVerification: EmailVerification;
    /** The roles whose users must prove a second factor. */
    readonly secondFactorRoles: readonly string[];
  };
  readonly users: { readonly eraseDeletedAfterDays: number; readonly linkRetentionDays: number };
  /** Null: entries are kept for ever. */
  readonly audit: { readonly retentionDays: number | null };
  readonly oauth: {
    readonly passwordGrantEnabled: boolean;
    /** The clients that may introspect tokens. A client whose secret is being replaced occurs twice. */
    readonly clients: readonly RegisteredClient[];
  };
  readonly graphql: { readonly introspection: boolean };
  readonly mail: {
    /** False in production without an SMTP server. */
    readonly enabled: boolean;
    /** Null in development: mails are shown instead of sent. */
    readonly smtp: SmtpServer | null;
    readonly from: MailSender;
    /** The start of the links in mails, without a trailing slash; null: the address of this server. */
    readonly appUrl: string | null;
    readonly landingPages: readonly LandingPage[];
    /** The folder of templates that replace the shipped ones. */
    readonly templatesDirectory: string | null;
    /** How long a mail is tried. */
    readonly retentionHours: number;
  };
  readonly http: {
    readonly host: string;
    /** 0: any free port. */
    readonly port: number;
    /** A separate port for /metrics; null: /metrics is served on the main port. */
    readonly metricsPort: number | null;
    readonly allowedOrigins: readonly string[];
    /** In lower case. */
    readonly allowedHeaders: readonly string[];
    readonly trustedProxies: readonly string[];
    /** Serves the pages for people and administrators. */
    readonly console: boolean;
  };
  readonly firstAdministrator: InitialAdministrator | null;
  /** All variables with their values, without secrets. */
  readonly effectiveValues: readonly EffectiveValue[];
}
