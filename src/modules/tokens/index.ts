/**
 * Tokens: the access token of every request (a signed JWT) and the opaque one-time tokens of links. Only this
 * module uses `jsonwebtoken`. Whether a session is active and what a user may do is decided elsewhere. No
 * token text is stored.
 */

import type { EntitySchema } from 'typeorm';
import type { EventPublisher, Module } from '../../shared/index.js';
import { type AccessTokens, type AccessTokensDependencies, createAccessTokens } from './access-tokens.js';
import { createOneTimeTokens, type OneTimeTokens } from './one-time-tokens.js';
import { oneTimeTokensTable } from './one-time-tokens.table.js';
import { typeormOneTimeTokenRepository } from './one-time-tokens.typeorm.js';

export {
  type AccessTokenClaims,
  clientId,
  maxAccessTokenTtlSeconds,
} from './access-token-claims.js';
export type {
  AccessTokenFailure,
  AccessTokenResult,
  AccessTokenSubject,
  AccessTokens,
  IssuedAccessToken,
} from './access-tokens.js';
export type {
  LinkRefusal,
  OneTimePurpose,
  OneTimeTokenGrant,
  OneTimeTokenRequest,
  OneTimeTokens,
  Withdrawal,
} from './one-time-tokens.js';
export { hashToken, type OpaqueTokenKind, opaqueTokenKind } from './opaque-token.js';
export { findPersonalLinks } from './personal-data.typeorm.js';
export type {
  PairAlgorithm,
  PublicVerificationKey,
  SigningAlgorithm,
  SigningKey,
  SigningKeys,
  VerificationKey,
} from './signing-keys.js';
export { tokenExpired, tokenInvalid } from './tokens-errors.js';

/** What the module depends on. */
export interface TokensModuleDependencies extends AccessTokensDependencies {
  readonly events: EventPublisher;
  /** How long the tokens of expired links are kept. Default: 30. */
  readonly linkRetentionDays?: number;
}

/** The module and its services. */
export interface TokensModule extends Module {
  readonly accessTokens: AccessTokens;
  readonly oneTimeTokens: OneTimeTokens;
}

/** Builds the module without any I/O. Throws when the lifetime of access tokens is out of range. */
export function createTokensModule(dependencies: TokensModuleDependencies): TokensModule {
  const oneTimeTokens = createOneTimeTokens({
    repository: typeormOneTimeTokenRepository,
    events: dependencies.events,
    retentionDays: dependencies.linkRetentionDays ?? 30,
    clock: dependencies.clock,
  });
  return {
    name: 'tokens',
    accessTokens: createAccessTokens(dependencies),
    oneTimeTokens,
    sweep: oneTimeTokens.sweep,
  };
}

/** The tables of this module. */
export const tokensTables: readonly EntitySchema[] = [oneTimeTokensTable];
