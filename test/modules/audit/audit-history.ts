import { auditLog } from '../../helpers/audit-log-sql.js';
import type { TestServer } from '../../helpers/create-test-server.js';
import { type HttpResult, sendGraphql, stringAt, valueAt } from '../../helpers/http-client.js';
import {
  acceptLink,
  createFirstAdministrator,
  goodPassword,
  login,
  type SignedInUser,
  signUp,
  tokenFromLink,
} from '../../helpers/sign-in.js';

/** Users with different rights on the audit log of a server that has recorded some events. */
export interface AuditHistory {
  readonly admin: SignedInUser;
  /** Was SUPPORT for a while, failed to log in once, and was denied access to the log. */
  readonly ada: SignedInUser;
  readonly eve: SignedInUser;
  /** Has role SUPPORT. */
  readonly helper: SignedInUser;
  /** Sends a GraphQL request as a user. */
  readonly as: (
    user: SignedInUser,
    query: string,
    variables?: Readonly<Record<string, unknown>>,
  ) => Promise<HttpResult>;
  /** Returns the sequence numbers that auditEvents lists for an administrator. */
  readonly listedSequences: (filter: Readonly<Record<string, unknown>>) => Promise<readonly number[]>;
  /** Returns the sequence numbers that the table has. */
  readonly expectedSequences: (where: string, order?: string) => Promise<readonly number[]>;
}

export const auditEventsQuery = `query ($first: Int, $after: String, $filter: AuditFilter) {
  auditEvents(first: $first, after: $after, filter: $filter) {
    nodes { sequence action } edges { cursor node { sequence } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

export const securityEventsQuery = `{ me { securityEvents(first: 50) { nodes {
  sequence action actorType actor { username } subject { username } reason ipAddress userAgent changes
} } } }`;

/** The members of a security event that tests read. */
export interface SecurityEvent {
  readonly sequence: number;
  readonly action: string;
  readonly actorType: string;
}

/** Creates the users and events on a new server. */
export async function createAuditHistory(testServer: TestServer): Promise<AuditHistory> {
  const as: AuditHistory['as'] = ({ accessToken }, query, variables = {}) =>
    sendGraphql(testServer.url, query, { token: accessToken, variables });
  const admin = await createFirstAdministrator(testServer);
  let ada = await signUp(testServer, 'ada');
  const eve = await signUp(testServer, 'eve');
  await as(ada, 'mutation { updateProfile(input: { fullName: "Ada" }) { ok } }');
  const invited = await as(
    admin,
    `mutation {
      createUser(input: { username: "helper", email: "helper@example.com" }) { user { id } invitationLink }
    }`,
  );
  const helper = await acceptLink(
    testServer,
    tokenFromLink(valueAt(invited.body, 'data', 'createUser', 'invitationLink')),
  );
  await as(
    admin,
    `mutation { setUserRole(input: { id: "${helper.id}", role: SUPPORT, reason: "helps" }) { ok } }`,
  );
  await as(
    admin,
    `mutation { setUserRole(input: { id: "${ada.id}", role: SUPPORT, reason: "helps too" }) { ok } }`,
  );
  await as(
    admin,
    `mutation { setUserRole(input: { id: "${ada.id}", role: USER, reason: "enough" }) { ok } }`,
  );
  await login(testServer, 'ada', 'a wrong password indeed');
  const again = await login(testServer, 'ada', goodPassword);
  ada = { ...ada, accessToken: stringAt(again, 'data', 'login', 'tokens', 'accessToken') };
  await as(ada, '{ auditEvents { nodes { id } } }');
  await testServer.server.app.denialRecorder.flush();
  return {
    admin,
    ada,
    eve,
    helper,
    as,
    listedSequences: async (filter) => {
      const response = await as(admin, auditEventsQuery, { first: 100, filter });
      const nodes = valueAt(response.body, 'data', 'auditEvents', 'nodes') as readonly { sequence: number }[];
      return nodes.map(({ sequence }) => sequence);
    },
    expectedSequences: async (where, order = 'sequence DESC') => {
      const rows = await testServer.sql(
        `SELECT sequence::int AS sequence FROM ${auditLog} WHERE ${where} ORDER BY ${order} LIMIT 100`,
      );
      return rows.map(({ sequence }) => Number(sequence));
    },
  };
}
