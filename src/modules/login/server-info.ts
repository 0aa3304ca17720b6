/** The operator's choices that anybody may know. */
export interface ServerInfoOptions {
  readonly version: string;
  readonly issuer: string;
  readonly signUpEnabled: boolean;
  readonly accessTokenTtlSeconds: number;
  /** How long an unused refresh token lives. */
  readonly refreshTokenTtlSeconds: number;
}

/** What a new password must keep; the shape of the passwords module's own policy. */
export interface PasswordPolicy {
  readonly minLength: number;
  readonly maxLength: number;
  readonly rejectsCompromised: boolean;
  /** How many of a user's last passwords a new one must differ from. */
  readonly historySize: number;
}

/** What anybody may know of this server, as the schema's ServerInfo names it. */
export interface ServerInfo {
  readonly version: string;
  readonly issuer: string;
  readonly signupEnabled: boolean;
  readonly passwordPolicy: PasswordPolicy;
  readonly accessTokenTtl: number;
  readonly refreshTokenTtl: number;
}

/** Gathers what anybody may know. Never refuses; whether setup is required varies and is asked apart. */
export function buildServerInfo(options: ServerInfoOptions, passwordPolicy: PasswordPolicy): ServerInfo {
  return {
    version: options.version,
    issuer: options.issuer,
    signupEnabled: options.signUpEnabled,
    passwordPolicy,
    accessTokenTtl: options.accessTokenTtlSeconds,
    refreshTokenTtl: options.refreshTokenTtlSeconds,
  };
}
