import { describe, expect, test } from '@jest/globals';
import { judgeRefresh, type RefreshFacts } from '../../../src/modules/sessions/evaluate-refresh.js';
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
const session: RefreshFacts['session'] = { securityEpoch: 3, expiresAt: addSeconds(now, 60), endedAt: null };
const sealedSuccessor = Buffer.from('sealed');
const usedAt = (secondsAgo: number, isSuccessorUsed = false) => ({
  id: 't',
  use: { at: addSeconds(now, -secondsAgo), sealedSuccessor, isSuccessorUsed },
});
const unused = { id: 't', use: null };
const good: RefreshFacts = { session, owner, token: unused, now, graceSeconds: 10 };

function verdictOf(changes: Partial<RefreshFacts>): string {
  const verdict = judgeRefresh({ ...good, ...changes });
  return verdict.kind === 'refuse' ? verdict.error.reason : verdict.kind;
}

const disabled = { ...owner, disabled: true };
const ended = { ...session, endedAt };
const over = { ...session, expiresAt: now };
const stale = { ...owner, securityEpoch: 4 };

describe('a refresh token', () => {
  test.each<readonly [string, Partial<RefreshFacts>, string]>([
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
    ['of a disabled person says so', { owner: disabled }, 'ACCOUNT_DISABLED'],
    [
      'of a disabled person says so before it says that the session ended',
      { owner: disabled, session: ended },
      'ACCOUNT_DISABLED',
    ],
    [
      'of a disabled person is answered no more within the grace window',
      { owner: disabled, token: usedAt(1) },
      'ACCOUNT_DISABLED',
    ],
    [
      'of a deleted person is revoked, disabled or not',
      { owner: { ...disabled, deleted: true } },
      'SESSION_REVOKED',
    ],
    ['of a person who is not there is revoked', { owner: null }, 'SESSION_REVOKED'],
  ])('%s', (_guarantee, changes, verdict) => {
    expect(verdictOf(changes)).toBe(verdict);
  });

  test('is refused with a DomainError that names the field at fault', () => {
    const verdict = judgeRefresh({ ...good, session: over });

    expect(verdict.kind === 'refuse' && isRefusal(verdict.error, 'REFRESH_TOKEN_EXPIRED')).toBe(true);
    expect(verdict).toMatchObject({ error: { refusals: [{ field: ['input', 'refreshToken'] }] } });
  });
});
