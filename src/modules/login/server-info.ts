import type { PasswordPolicy } from '../passwords/index.js';

/** The public part of the configuration. */
export interface ServerInfoOptions {
  readonly version: string;
  readonly issuer: string;
  readonly signUpEnabled: boolean;
  readonly accessTokenTtlSeconds: number;
  /** The lifetime of an unused refresh token. */
  readonly refreshTokenTtlSeconds: number;
}

/** The public information about this server, with the names of the schema's ServerInfo. */
export interface ServerInfo {
  readonly version: string;
  readonly issuer: string;
  readonly signupEnabled: boolean;
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
    passwordPolicy,
    accessTokenTtl: options.accessTokenTtlSeconds,
    refreshTokenTtl: options.refreshTokenTtlSeconds,
  };
}
