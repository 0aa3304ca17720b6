import type { ClientInfo, Clock, DomainError, Transaction, Transactions } from '../kernel/index.js';
import { type AccessTokens, hashOfToken } from '../tokens/index.js';
import { type IssuedTokens, issueTokens } from './issued-tokens.js';
import { judgeRefresh } from './judge-refresh.js';
import { makeRefreshToken, openSuccessor, refreshTokens, sealSuccessor } from './refresh-tokens.js';
import type { Session } from './session.js';
import type { SessionEnds } from './session-ends.js';
import { refreshTokenInvalid, refreshTokenReused } from './session-errors.js';
import { type SessionLifetimes, usedAgain } from './session-lifetimes.js';
import type { SessionOwner, SessionOwners } from './session-owners.js';
import type { SessionRepository } from './session-repository.js';

/** What a refresh is made with. */
export interface RefreshDependencies {
  readonly transactions: Transactions;
  readonly accessTokens: AccessTokens;
  readonly owners: SessionOwners;
  readonly repository: SessionRepository;
  readonly ends: SessionEnds;
  readonly lifetimes: SessionLifetimes;
  readonly clock: Clock;
}

/** A refresh token as a client sends it. */
export interface RefreshRequest {
  readonly refreshToken: string;
  readonly client: ClientInfo;
}

/** What a transaction decided. A refusal is an answer here and thrown only after the commit: reuse must end the session for good. */
type Outcome =
  | { readonly refusal: DomainError }
  | {
      readonly refusal: null;
      readonly session: Session;
      readonly owner: SessionOwner;
      readonly refreshToken: string;
    };

/**
 * Trades a refresh token for fresh tokens (RFC 6749 section 6, RFC 9700 section 4.14.2). The same token again, within the grace window and its
 * successor unused, is answered with the identical successor; any other use of a used token ends its session, and only that. Refuses:
 * REFRESH_TOKEN_INVALID, REFRESH_TOKEN_EXPIRED, REFRESH_TOKEN_REUSED, ACCOUNT_DISABLED, SESSION_REVOKED.
 */
export async function refreshSession(
  dependencies: RefreshDependencies,
  request: RefreshRequest,
): Promise<IssuedTokens> {
  const secret = refreshTokens.secretOf(request.refreshToken);
  if (secret === null) throw refreshTokenInvalid();
  const outcome = await dependencies.transactions.run((transaction) =>
    trade(dependencies, transaction, request, secret),
  );
  if (outcome.refusal !== null) throw outcome.refusal;
  return issueTokens(dependencies.accessTokens, outcome.session, outcome.owner.role, outcome.refreshToken);
}

async function trade(
  dependencies: RefreshDependencies,
  transaction: Transaction,
  { refreshToken, client }: RefreshRequest,
  secret: Buffer,
): Promise<Outcome> {
  const { repository, owners, ends, lifetimes, clock } = dependencies;
  const tokenHash = hashOfToken(refreshToken);
  const session = await repository.lockByToken(transaction, tokenHash);
  const token = session && (await repository.findToken(transaction, tokenHash));
  if (session === null || token === null) return { refusal: refreshTokenInvalid() };
  const owner = await owners.find(transaction, session.userId);
  // Read after the lock was waited for: the moment that counts is the one in which the token is ours alone.
  const now = clock.now();
  const verdict = judgeRefresh({ session, owner, token, now, graceSeconds: lifetimes.graceSeconds });
  switch (verdict.kind) {
    case 'refuse':
      return { refusal: verdict.error };
    case 'reuse':
      await ends.endForReuse(transaction, session);
      return { refusal: refreshTokenReused() };
    case 'repeat': {
      const successor = openSuccessor(secret, token.id, verdict.sealedSuccessor);
      return { refusal: null, session, owner: verdict.owner, refreshToken: refreshTokens.textOf(successor) };
    }
    case 'rotate': {
      const successor = makeRefreshToken();
      const refreshed = usedAgain(session, client, lifetimes, now);
      await repository.rotate(transaction, {
        session: refreshed,
        usedTokenId: token.id,
        sealedSuccessor: sealSuccessor(secret, token.id, successor.secret),
        successorHash: hashOfToken(successor.text),
      });
      return { refusal: null, session: refreshed, owner: verdict.owner, refreshToken: successor.text };
    }
  }
}
