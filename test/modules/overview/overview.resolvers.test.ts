import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestServer, type TestServer } from '../../helpers/create-test-server.js';
import { sendGraphql, valueAt } from '../../helpers/http-client.js';
import type { SignedInUser } from '../../helpers/sign-in.js';
import { createAuditHistory } from '../audit/audit-history.js';

let testServer: TestServer;
let admin: SignedInUser;
let ada: SignedInUser;

beforeAll(async () => {
  testServer = await createTestServer();
  ({ admin, ada } = await createAuditHistory(testServer));
});
afterAll(() => testServer.close());

const overviewQuery = `{ overview {
  users { total active invited disabled administrators } activeSessions
  hourly { startsAt signIns failures signUps refusals } daily { startsAt signIns failures signUps refusals }
  refusals { coordinate count } activeKey { kid status createdAt } auditCheckedAt auditValid
  warnings { code message remedy }
} }`;
const query = (user: SignedInUser, text: string) =>
  sendGraphql(testServer.url, text, { token: user.accessToken });

test('overview has the figures of the audit log and of the database', async () => {
  const overview = valueAt((await query(admin, overviewQuery)).body, 'data', 'overview');

  const [counts] = await testServer.sql(`SELECT
    (count(*) FILTER (WHERE action = 'session.started'))::integer AS "signIns",
    (count(*) FILTER (WHERE action IN ('login.failed', 'login.throttled')))::integer AS failures,
    (count(*) FILTER (WHERE action = 'user.created' AND actor_type = 'SYSTEM'))::integer AS "signUps",
    (count(*) FILTER (WHERE action = 'access.denied'))::integer AS refusals FROM audit_events`);
  const last = (valueAt(overview, 'daily') as object[]).at(-1);
  expect(last).toMatchObject({ ...counts });
  expect(counts).toMatchObject({ failures: 1 });
  const [users] = await testServer.sql(
    'SELECT count(*)::integer AS total FROM users WHERE deleted_at IS NULL',
  );
  expect(valueAt(overview, 'users')).toMatchObject({ ...users, administrators: 1 });
  expect(valueAt(overview, 'refusals', 0, 'coordinate')).toBe('Query.auditEvents');
  expect(valueAt(overview, 'activeKey')).toMatchObject({ status: 'ACTIVE' });
});

test('the last verification of the audit log is recorded, through GraphQL and the command line', async () => {
  const verified = '{ overview { auditCheckedAt auditValid warnings { code } } }';
  const read = async () => valueAt((await query(admin, verified)).body, 'data', 'overview');
  expect(await read()).toMatchObject({
    auditCheckedAt: null,
    auditValid: null,
    warnings: expect.arrayContaining([{ code: 'AUDIT_NOT_VERIFIED' }, { code: 'ONE_ADMINISTRATOR' }]),
  });

  await query(admin, '{ auditVerification { valid } }');
  const first = await read();
  await testServer.cordon(['audit', 'verify']);
  const second = await read();

  expect(first).toMatchObject({ auditCheckedAt: expect.any(String), auditValid: true });
  expect(JSON.stringify(first)).not.toContain('AUDIT_NOT_VERIFIED');
  expect(String(valueAt(second, 'auditCheckedAt')) > String(valueAt(first, 'auditCheckedAt'))).toBe(true);
});

test('overview is for administrators only', async () => {
  const refused = await query(ada, overviewQuery);
  expect(valueAt(refused.body, 'errors', 0, 'extensions', 'code')).toBe('FORBIDDEN');
});
