import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestServer, type TestServer } from '../../helpers/create-test-server.js';
import { sendGraphql, stringAt, valueAt } from '../../helpers/http-client.js';
import { onStatement } from '../../helpers/record-statements.js';
import { login, type SignedInUser } from '../../helpers/sign-in.js';
import { type AuditHistory, auditEventsQuery, createAuditHistory } from './audit-history.js';

let testServer: TestServer;
let admin: SignedInUser;
let ada: SignedInUser;
let eve: SignedInUser;
let helper: SignedInUser;
let as: AuditHistory['as'];
let listedSequences: AuditHistory['listedSequences'];
let expectedSequences: AuditHistory['expectedSequences'];

beforeAll(async () => {
  testServer = await createTestServer();
  ({ admin, ada, eve, helper, as, listedSequences, expectedSequences } =
    await createAuditHistory(testServer));
});
afterAll(() => testServer.close());

describe('auditEvents', () => {
  test.each([
    ['all entries', {}],
    ['a period', { occurredAt: { gte: '2020-01-01T00:00:00.000Z' } }],
  ])('lists %s newest first, page by page, without duplicates or gaps', async (_, filter) => {
    const found: number[] = [];
    let after: unknown = null;
    do {
      const response = await as(admin, auditEventsQuery, { first: 4, after, filter });
      const page = valueAt(response.body, 'data', 'auditEvents');
      found.push(...(valueAt(page, 'nodes') as { sequence: number }[]).map(({ sequence }) => sequence));
      expect(valueAt(page, 'pageInfo', 'hasPreviousPage')).toBe(after !== null);
      after =
        valueAt(page, 'pageInfo', 'hasNextPage') === true
          ? valueAt(page, 'pageInfo', 'endCursor')
          : undefined;
    } while (after !== undefined);

    const order = 'occurredAt' in filter ? 'occurred_at DESC, sequence DESC' : 'sequence DESC';
    expect(found).toEqual(await expectedSequences('TRUE', order));
  });

  test('does not move pages when entries are appended', async () => {
    const first = await as(admin, auditEventsQuery, { first: 3 });
    const after = stringAt(first, 'data', 'auditEvents', 'pageInfo', 'endCursor');
    const before = await as(admin, auditEventsQuery, { first: 3, after });

    await login(testServer, 'ada', 'a wrong password indeed');

    const afterwards = await as(admin, auditEventsQuery, { first: 3, after });
    expect(afterwards.body).toEqual(before.body);
  });

  test('filters by action, actor, subject, outcome, address and time, and by several of them', async () => {
    const [row] = await testServer.sql('SELECT occurred_at FROM audit_events WHERE sequence = 8');
    const occurredAt = row?.['occurred_at'] as Date;
    const iso = occurredAt.toISOString();

    const byTime = 'occurred_at DESC, sequence DESC';
    const cases: readonly [filter: Readonly<Record<string, unknown>>, where: string, order?: string][] = [
      [{ actions: ['login.failed'] }, `action = 'login.failed'`],
      [{ actions: ['login.failed', 'user.created'] }, `action IN ('login.failed', 'user.created')`],
      [{ actions: [] }, 'FALSE'],
      [{ actorId: ada.id }, `actor_id = '${ada.id}'`],
      [{ subjectId: ada.id.toUpperCase() }, `subject_id = '${ada.id}'`],
      [{ actorId: 'nobody' }, 'FALSE'],
      [{ outcome: 'DENIED' }, `outcome = 'DENIED'`],
      [{ ipAddress: '127.0.0.1' }, `ip_address = '127.0.0.1'`],
      [{ ipAddress: '::FFFF:127.0.0.1' }, `ip_address = '127.0.0.1'`],
      [{ ipAddress: '0:0:0:0:0:ffff:7f00:1' }, `ip_address = '127.0.0.1'`],
      [{ ipAddress: '198.51.100.7' }, 'FALSE'],
      [{ occurredAt: { gte: iso } }, `occurred_at >= '${iso}'`, byTime],
      [{ occurredAt: { lt: iso } }, `occurred_at < '${iso}'`, byTime],
      [
        { subjectId: ada.id, occurredAt: { gte: iso } },
        `subject_id = '${ada.id}' AND occurred_at >= '${iso}'`,
        byTime,
      ],
      [
        { actorId: admin.id, ipAddress: '127.0.0.1', occurredAt: { lt: '2999-01-01T00:00:00.000Z' } },
        `actor_id = '${admin.id}' AND ip_address = '127.0.0.1'`,
        byTime,
      ],
    ];
    for (const [filter, where, order] of cases) {
      expect({ filter, found: await listedSequences(filter) }).toEqual({
        filter,
        found: await expectedSequences(where, order),
      });
    }
    expect(
      await listedSequences({
        subjectId: ada.id,
        actorId: admin.id,
        actions: ['user.role-changed'],
        outcome: 'SUCCESS',
      }),
    ).toHaveLength(2);
  });

  test.each([
    ['an empty page', { first: 0 }],
    ['a page that is too large', { first: 101 }],
    ['a forged cursor', { after: 'abc' }],
    ['too many actions', { filter: { actions: Array.from({ length: 101 }, () => 'x') } }],
    ['an address that is too long', { filter: { ipAddress: 'x'.repeat(101) } }],
  ])('rejects %s', async (_, variables) => {
    const response = await as(admin, auditEventsQuery, variables);

    expect(valueAt(response.body, 'errors', 0, 'extensions', 'code')).toBe('BAD_USER_INPUT');
  });

  test('rejects a cursor of another filter', async () => {
    const first = await as(admin, auditEventsQuery, { first: 1, filter: { subjectId: ada.id } });
    const after = stringAt(first, 'data', 'auditEvents', 'pageInfo', 'endCursor');

    const other = await as(admin, auditEventsQuery, { first: 1, after, filter: { subjectId: eve.id } });

    expect(valueAt(other.body, 'errors', 0, 'extensions', 'code')).toBe('BAD_USER_INPUT');
  });

  test('accepts a cursor when the filter lists the same actions in another order', async () => {
    const actions = ['session.started', 'user.role-changed'];
    const first = await as(admin, auditEventsQuery, { first: 1, filter: { actions } });
    const after = stringAt(first, 'data', 'auditEvents', 'pageInfo', 'endCursor');

    const filter = { actions: actions.toReversed() };
    const second = await as(admin, auditEventsQuery, { first: 1, after, filter });

    expect(valueAt(second.body, 'errors')).toBeUndefined();
  });

  test('returns all fields and users to an administrator', async () => {
    const filter = `{ actions: ["user.role-changed"], subjectId: "${helper.id}" }`;
    const query = `{ auditEvents(first: 1, filter: ${filter}) {
      nodes {
        action outcome reason actorType actor { username } subject { username role }
        resourceType resourceId ipAddress userAgent requestId changes hash
      }
    } }`;

    const response = await as(admin, query);

    expect(valueAt(response.body, 'data', 'auditEvents', 'nodes', 0)).toEqual({
      action: 'user.role-changed',
      outcome: 'SUCCESS',
      reason: 'helps',
      actorType: 'USER',
      actor: { username: 'admin' },
      subject: { username: 'helper', role: 'SUPPORT' },
      resourceType: null,
      resourceId: null,
      ipAddress: '127.0.0.1',
      userAgent: expect.any(String),
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      changes: { role: { from: 'USER', to: 'SUPPORT' } },
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test('loads the users of a page with one statement', async () => {
    const statements: string[] = [];
    const { dataSource } = testServer.server.app.database;
    onStatement(dataSource, (query) => void statements.push(query));

    await as(admin, '{ auditEvents(first: 100) { nodes { actor { id } subject { id } } } }');

    onStatement(dataSource, () => {});
    expect(statements.filter((query) => /FROM users\b/.test(query))).toHaveLength(1);
  });

  test.each([
    ['SUPPORT', () => helper, 'FORBIDDEN'],
    ['USER', () => ada, 'FORBIDDEN'],
  ])('is forbidden for %s, as is auditVerification', async (_, user, code) => {
    const list = await as(user(), '{ auditEvents { nodes { id } } }');
    const verification = await as(user(), '{ auditVerification { valid } }');

    expect([list, verification].map(({ body }) => valueAt(body, 'errors', 0, 'extensions', 'code'))).toEqual([
      code,
      code,
    ]);
  });

  test('requires authentication', async () => {
    const query = '{ auditEvents { nodes { id } } auditVerification { valid } }';
    const response = await sendGraphql(testServer.url, query);

    expect(response.status).toBe(401);
  });
});
