/** The public part of the configuration. */
export interface ServerInfoOptions {
  readonly version: string;
  readonly issuer: string;
  readonly signUpEnabled: boolean;
  readonly mailEnabled: boolean;
  readonly emailVerificationRequired: boolean;
  readonly accessTokenTtlSeconds: number;
  /** The lifetime of an unused refresh token. */
  readonly refreshTokenTtlSeconds: number;
}

// Not imported from the passwords module: its resolvers import the generated types, which import this file.
interface PasswordPolicy {
  readonly minLength: number;
  readonly maxLength: number;
  readonly rejectsCompromised: boolean;
  /** How many of a user's last passwords a new one must differ from. */
  readonly historySize: number;
}

/** The public information about this server, with the names of the schema's ServerInfo. */
export interface ServerInfo {
  readonly version: string;
  readonly issuer: string;
  readonly signupEnabled: boolean;
  readonly mailEnabled: boolean;
  readonly emailVerificationRequired: boolean;
  readonly passwordPolicy: PasswordPolicy;
  readonly accessTokenTtl: number;
  readonly refreshTokenTtl: number;
}

/** Returns everything but `setupRequired`, which changes while the server runs. */
export function buildServerInfo(options: ServerInfoOptions, passwordPolicy: PasswordPolicy): ServerInfo {
  return {
    version: options.version,
    issuer: options.issuer,
    signupEnabled: options.signUpEnabled,
    mailEnabled: options.mailEnabled,
    emailVerificationRequired: options.emailVerificationRequired,
    passwordPolicy,
    accessTokenTtl: options.accessTokenTtlSeconds,
    refreshTokenTtl: options.refreshTokenTtlSeconds,
  };
}
