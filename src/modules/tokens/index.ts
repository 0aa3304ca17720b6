/**
 * Tokens in text: the access token that every request carries (a signed JWT), and the opaque one-time tokens of links. This room
 * alone knows `jsonwebtoken`. It never decides whether a session lives or what a person may do, and it stores no token's text.
 */

import type { EntitySchema } from 'typeorm';
import type { EventPublisher, Room } from '../../shared/index.js';
import { type AccessTokens, type AccessTokensDependencies, createAccessTokens } from './access-tokens.js';
import { createOneTimeTokens, type OneTimeTokens } from './one-time-tokens.js';
import { oneTimeTokensTable } from './one-time-tokens.table.js';
import { createOneTimeTokenRepository } from './one-time-tokens.typeorm.js';

export {
  type AccessTokenClaims,
  clientId,
  leewaySeconds,
  longestAccessTokenTtlSeconds,
} from './access-token-claims.js';
export type {
  AccessTokenFailure,
  AccessTokenReading,
  AccessTokenSubject,
  AccessTokens,
  IssuedAccessToken,
} from './access-tokens.js';
export type {
  OneTimeGrant,
  OneTimeIssue,
  OneTimePurpose,
  OneTimeTokens,
  Withdrawal,
} from './one-time-tokens.js';
export { hashOfToken, type OpaqueTokenKind, opaqueTokenKind } from './opaque-token.js';
export type {
  PublicVerificationKey,
  SigningAlgorithm,
  SigningKey,
  SigningKeys,
  VerificationKey,
} from './signing-keys.js';

/** What the room is built with. */
export interface TokensRoomDependencies extends AccessTokensDependencies {
  readonly events: EventPublisher;
}

/** The room, with the two services that other rooms use. */
export interface TokensRoom extends Room {
  readonly accessTokens: AccessTokens;
  readonly oneTimeTokens: OneTimeTokens;
}

/** Builds the room; throws when the configured lifetime of access tokens is out of bounds. */
export function createTokensRoom(dependencies: TokensRoomDependencies): TokensRoom {
  const oneTimeTokens = createOneTimeTokens({
    repository: createOneTimeTokenRepository(),
    events: dependencies.events,
    clock: dependencies.clock,
  });
  return {
    name: 'tokens',
    accessTokens: createAccessTokens(dependencies),
    oneTimeTokens,
    sweep: oneTimeTokens.sweep,
  };
}

/** The tables that the room's storage reads and writes. */
export const tokensTables: readonly EntitySchema[] = [oneTimeTokensTable];
