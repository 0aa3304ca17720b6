import { describe, expect, test } from '@jest/globals';
import { evaluateRefresh, type RefreshEvaluation } from '../../../src/modules/sessions/evaluate-refresh.js';
import type { SessionOwner } from '../../../src/modules/sessions/index.js';
import { addSeconds, isRefusal } from '../../../src/shared/index.js';
import { subject } from '../../helpers/access-tokens.js';

const now = new Date('2026-03-01T09:30:00.000Z');
const endedAt = now;
const owner: SessionOwner = {
  id: subject.userId,
  role: 'USER',
  securityEpoch: 3,
  disabled: false,
  deleted: false,
};
const session: RefreshEvaluation['session'] = {
  securityEpoch: 3,
  expiresAt: addSeconds(now, 60),
  endedAt: null,
};
const sealedSuccessor = Buffer.from('sealed');
const usedAt = (secondsAgo: number, isSuccessorUsed = false) => ({
  id: 't',
  use: { at: addSeconds(now, -secondsAgo), sealedSuccessor, isSuccessorUsed },
});
const unused = { id: 't', use: null };
const good: RefreshEvaluation = { session, owner, token: unused, now, graceSeconds: 10 };

function decisionOf(changes: Partial<RefreshEvaluation>): string {
  const decision = evaluateRefresh({ ...good, ...changes });
  return decision.kind === 'refuse' ? decision.error.reason : decision.kind;
}

const disabled = { ...owner, disabled: true };
const ended = { ...session, endedAt };
const over = { ...session, expiresAt: now };
const stale = { ...owner, securityEpoch: 4 };

describe('a refresh token', () => {
  test.each<readonly [string, Partial<RefreshEvaluation>, string]>([
    ['that was never used is traded', {}, 'rotate'],
    [
      'is good one millisecond before the end',
      { session: { ...session, expiresAt: new Date(now.getTime() + 1) } },
      'rotate',
    ],
    ['used just now is answered again', { token: usedAt(0) }, 'repeat'],
    ['used at the edge of the grace window is answered again', { token: usedAt(10) }, 'repeat'],
    ['used by an instance whose clock runs ahead is answered again', { token: usedAt(-10) }, 'repeat'],
    ['used before the grace window is a reuse', { token: usedAt(10.001) }, 'reuse'],
    ['used too far in the future is a reuse', { token: usedAt(-10.001) }, 'reuse'],
    ['whose successor was used is a reuse, however soon', { token: usedAt(0, true) }, 'reuse'],
    ['is never answered again when there is no grace', { token: usedAt(0.001), graceSeconds: 0 }, 'reuse'],
    ['of a session over by time is expired', { session: over }, 'REFRESH_TOKEN_EXPIRED'],
    [
      'used before and over by time is expired',
      { session: over, token: usedAt(60) },
      'REFRESH_TOKEN_EXPIRED',
    ],
    ['of an ended session is refused as revoked', { session: ended }, 'SESSION_REVOKED'],
    [
      'of an ended session is refused as revoked within the grace window too',
      { session: ended, token: usedAt(1) },
      'SESSION_REVOKED',
    ],
    [
      'of an ended session that is over by time is revoked',
      { session: { ...over, endedAt } },
      'SESSION_REVOKED',
    ],
    ['of an older epoch is refused as revoked', { owner: stale }, 'SESSION_REVOKED'],
    ['of a newer epoch is refused as revoked', { owner: { ...owner, securityEpoch: 2 } }, 'SESSION_REVOKED'],
    ['of a disabled user says so', { owner: disabled }, 'ACCOUNT_DISABLED'],
    [
      'of a disabled user says so before it says that the session ended',
      { owner: disabled, session: ended },
      'ACCOUNT_DISABLED',
    ],
    [
      'of a disabled user is answered no more within the grace window',
      { owner: disabled, token: usedAt(1) },
      'ACCOUNT_DISABLED',
    ],
    [
      'of a deleted user is revoked, disabled or not',
      { owner: { ...disabled, deleted: true } },
      'SESSION_REVOKED',
    ],
    ['of a user who is not there is revoked', { owner: null }, 'SESSION_REVOKED'],
  ])('%s', (_guarantee, changes, decision) => {
    expect(decisionOf(changes)).toBe(decision);
  });

  test('is refused with a DomainError that names the field at fault', () => {
    const decision = evaluateRefresh({ ...good, session: over });

    expect(decision.kind === 'refuse' && isRefusal(decision.error, 'REFRESH_TOKEN_EXPIRED')).toBe(true);
    expect(decision).toMatchObject({ error: { refusals: [{ field: ['input', 'refreshToken'] }] } });
  });
});
