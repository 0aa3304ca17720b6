import { expect, test } from '@jest/globals';
import { findWarnings, type WarningFacts } from '../../../src/modules/overview/warnings.js';

const now = new Date('2026-03-01T09:30:00.000Z');
const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000);

const healthy: WarningFacts = {
  now,
  undeclaredRoles: [],
  administrators: 2,
  lastCheck: { checkedAt: daysAgo(1), valid: true },
  activeKeySince: daysAgo(10),
  receivesNotifications: true,
  isProduction: true,
  introspection: false,
  hasPreviousMasterKey: false,
};

test('a healthy server has no warning', () => {
  expect(findWarnings(healthy)).toEqual([]);
});

test.each<[string, Partial<WarningFacts>]>([
  ['UNDECLARED_ROLES', { undeclaredRoles: [{ role: 'EDITOR', users: 3 }] }],
  ['ONE_ADMINISTRATOR', { administrators: 1 }],
  ['AUDIT_TAMPERED', { lastCheck: { checkedAt: now, valid: false } }],
  ['AUDIT_NOT_VERIFIED', { lastCheck: null }],
  ['AUDIT_NOT_VERIFIED', { lastCheck: { checkedAt: daysAgo(31), valid: true } }],
  ['SIGNING_KEY_OLD', { activeKeySince: daysAgo(181) }],
  ['PREVIOUS_MASTER_KEY', { hasPreviousMasterKey: true }],
  ['DEVELOPMENT_MODE', { isProduction: false }],
  ['INTROSPECTION_ON', { introspection: true }],
  ['NOTIFICATIONS_DOWN', { receivesNotifications: false }],
])('%s is reported for %j', (code, facts) => {
  expect(findWarnings({ ...healthy, ...facts }).map((warning) => warning.code)).toEqual([code]);
});
