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
const good: RefreshEvaluation = { session, owner, token: unused, now, graceSeconds: 10, outages: [] };

function decisionOf(changes: Partial<RefreshEvaluation>): string {
  const decision = evaluateRefresh({ ...good, ...changes });
  return decision.kind === 'reject' ? decision.error.reason : decision.kind;
}

const disabled = { ...owner, disabled: true };
const ended = { ...session, endedAt };
const over = { ...session, expiresAt: now };
const stale = { ...owner, securityEpoch: 4 };

/** The database was unreachable from 60 to 5 seconds ago. */
const outages = [{ from: addSeconds(now, -60), until: addSeconds(now, -5) }];

/** It lasts since 60 seconds, and the connection that notices it is not back yet. */
const lasting = [{ from: addSeconds(now, -60), until: null }];

describe('evaluateRefresh: a token', () => {
  test.each<readonly [string, Partial<RefreshEvaluation>, string]>([
    ['that was never used is rotated', {}, 'rotate'],
    [
      'is good one millisecond before the end',
      { session: { ...session, expiresAt: new Date(now.getTime() + 1) } },
      'rotate',
    ],
    ['used just now is repeated', { token: usedAt(0) }, 'repeat'],
    ['used at the edge of the grace window is repeated', { token: usedAt(10) }, 'repeat'],
    ['used by an instance with a clock that is ahead is repeated', { token: usedAt(-10) }, 'repeat'],
    ['used before the grace window is a reuse', { token: usedAt(10.001) }, 'reuse'],
    ['used too far in the future is a reuse', { token: usedAt(-10.001) }, 'reuse'],
    ['whose successor was used is a reuse, however soon', { token: usedAt(0, true) }, 'reuse'],
    ['is never repeated without a grace window', { token: usedAt(0.001), graceSeconds: 0 }, 'reuse'],
    ['used just before an outage that has just ended is repeated', { token: usedAt(60), outages }, 'repeat'],
    ['used during an outage that has just ended is repeated', { token: usedAt(20), outages }, 'repeat'],
    ['used long before an outage is a reuse', { token: usedAt(70.001), outages }, 'reuse'],
    ['used since an outage has the usual window', { token: usedAt(4), graceSeconds: 3, outages }, 'reuse'],
    [
      'used before an outage that ended longer ago than the grace window is a reuse',
      { token: usedAt(60), outages, graceSeconds: 4 },
      'reuse',
    ],
    [
      'whose successor was used is a reuse after an outage, too',
      { token: usedAt(60, true), outages },
      'reuse',
    ],
    ['used just before an outage that lasts is repeated', { token: usedAt(61), outages: lasting }, 'repeat'],
    [
      'used just before an outage is repeated in the next one, too',
      { token: usedAt(60), outages: [...outages, { from: addSeconds(now, -2), until: null }] },
      'repeat',
    ],
    ['used long before an outage that lasts is a reuse', { token: usedAt(71), outages: lasting }, 'reuse'],
    [
      'used since an outage, at a database that can be reached, has the usual window',
      { token: usedAt(49), outages: lasting },
      'reuse',
    ],
    [
      'whose successor was used is a reuse while an outage lasts, too',
      { token: usedAt(60, true), outages: lasting },
      'reuse',
    ],
    ['of an expired session is expired', { session: over }, 'REFRESH_TOKEN_EXPIRED'],
    [
      'used before and over by time is expired',
      { session: over, token: usedAt(60) },
      'REFRESH_TOKEN_EXPIRED',
    ],
    ['of an ended session is revoked', { session: ended }, 'SESSION_REVOKED'],
    [
      'of an ended session is revoked within the grace window too',
      { session: ended, token: usedAt(1) },
      'SESSION_REVOKED',
    ],
    [
      'of an ended session that is over by time is revoked',
      { session: { ...over, endedAt } },
      'SESSION_REVOKED',
    ],
    ['of an older epoch is revoked', { owner: stale }, 'SESSION_REVOKED'],
    ['of a newer epoch is revoked', { owner: { ...owner, securityEpoch: 2 } }, 'SESSION_REVOKED'],
    ['of a disabled user is rejected as disabled', { owner: disabled }, 'ACCOUNT_DISABLED'],
    [
      'of a disabled user is rejected as disabled although the session ended too',
      { owner: disabled, session: ended },
      'ACCOUNT_DISABLED',
    ],
    [
      'of a disabled user is rejected within the grace window too',
      { owner: disabled, token: usedAt(1) },
      'ACCOUNT_DISABLED',
    ],
    [
      'of a deleted user is revoked, disabled or not',
      { owner: { ...disabled, deleted: true } },
      'SESSION_REVOKED',
    ],
    ['of a missing user is revoked', { owner: null }, 'SESSION_REVOKED'],
  ])('%s', (_guarantee, changes, decision) => {
    expect(decisionOf(changes)).toBe(decision);
  });

  test('is rejected with a DomainError that names the field', () => {
    const decision = evaluateRefresh({ ...good, session: over });

    expect(decision.kind === 'reject' && isRefusal(decision.error, 'REFRESH_TOKEN_EXPIRED')).toBe(true);
    expect(decision).toMatchObject({ error: { refusals: [{ field: ['input', 'refreshToken'] }] } });
  });
});
