import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestServer, type TestServer } from '../../helpers/create-test-server.js';
import { valueAt } from '../../helpers/http-client.js';
import type { SignedInUser } from '../../helpers/sign-in.js';
import {
  type AuditHistory,
  createAuditHistory,
  type SecurityEvent,
  securityEventsQuery,
} from './audit-history.js';

let testServer: TestServer;
let admin: SignedInUser;
let ada: SignedInUser;
let helper: SignedInUser;
let as: AuditHistory['as'];
let expectedSequences: AuditHistory['expectedSequences'];

beforeAll(async () => {
  testServer = await createTestServer();
  ({ admin, ada, helper, as, expectedSequences } = await createAuditHistory(testServer));
});
afterAll(() => testServer.close());

describe('securityEvents', () => {
  const listSecurityEvents = async (user: SignedInUser): Promise<readonly SecurityEvent[]> => {
    const { body } = await as(user, securityEventsQuery);
    return valueAt(body, 'data', 'me', 'securityEvents', 'nodes') as readonly SecurityEvent[];
  };

  test('lists the events whose subject is the caller', async () => {
    const events = await listSecurityEvents(ada);

    expect(events.map(({ sequence }) => sequence)).toEqual(
      await expectedSequences(`subject_id = '${ada.id}'`),
    );
    expect(new Set(events.map(({ action }) => action))).toEqual(
      new Set(['user.created', 'session.started', 'user.role-changed', 'user.updated', 'login.failed']),
    );
  });

  test('hides actor, reason, address and changes of events by others', async () => {
    const byAdmin = (await listSecurityEvents(ada)).filter(({ action }) => action === 'user.role-changed');

    expect(byAdmin).toHaveLength(2);
    for (const event of byAdmin) {
      expect(event).toMatchObject({
        actorType: 'USER',
        actor: null,
        subject: { username: 'ada' },
        reason: null,
        ipAddress: null,
        userAgent: null,
        changes: null,
      });
    }
  });

  test('logs no warning for events without a user', async () => {
    const warnings: unknown[] = [];
    const { log } = testServer.server;
    const warn = log.warn.bind(log);
    log.warn = (...args: unknown[]) => void warnings.push(args);

    const events = await listSecurityEvents(ada);

    log.warn = warn;
    expect(events.some(({ actorType }) => actorType === 'ANONYMOUS')).toBe(true);
    expect(warnings).toEqual([]);
  });

  test('returns all fields of events by the caller', async () => {
    const ownEvent = (await listSecurityEvents(ada)).find(({ action }) => action === 'user.updated');

    expect(ownEvent).toMatchObject({
      actor: { username: 'ada' },
      ipAddress: '127.0.0.1',
      changes: { fullName: { from: null, to: 'Ada' } },
    });
  });

  test('of another user is visible to ADMIN only', async () => {
    const userQuery = `{ user(id: "${ada.id}") { username securityEvents { nodes { action } } } }`;

    const byAdmin = await as(admin, userQuery);
    const bySupport = await as(helper, userQuery);

    expect(valueAt(byAdmin.body, 'data', 'user', 'securityEvents', 'nodes', 0)).toBeDefined();
    expect(valueAt(bySupport.body, 'errors', 0, 'extensions', 'code')).toBe('FORBIDDEN');
    expect(valueAt(bySupport.body, 'data', 'user')).toBeNull();
  });
});
