import {
  accept,
  administrator,
  goodPassword,
  login,
  type Person,
  type Served,
  signUp,
  tokenOf,
} from '../../helpers/create-test-server.js';
import { ask, at, type HttpAnswer, textAt } from '../../helpers/http-client.js';

/** Those who may and may not read the log of a server, and its short history. */
export interface Readers {
  readonly admin: Person;
  /** Was SUPPORT for a while, failed to sign in once, and was refused the log. */
  readonly ada: Person;
  readonly eve: Person;
  /** Is SUPPORT. */
  readonly helper: Person;
  /** Asks as one of them. */
  readonly as: (
    person: Person,
    query: string,
    variables?: Readonly<Record<string, unknown>>,
  ) => Promise<HttpAnswer>;
  /** The sequence numbers that an administrator is told of, in their order. */
  readonly sequences: (filter: Readonly<Record<string, unknown>>) => Promise<readonly number[]>;
  /** Those that the table holds. */
  readonly wanted: (where: string, order?: string) => Promise<readonly number[]>;
}

/** The query of the whole log, page by page. */
export const listed = `query ($first: Int, $after: String, $filter: AuditFilter) {
  auditEvents(first: $first, after: $after, filter: $filter) {
    nodes { sequence action } edges { cursor node { sequence } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

/** Lets the history happen at a fresh server. */
export async function createReaders(served: Served): Promise<Readers> {
  const as: Readers['as'] = ({ accessToken }, query, variables = {}) =>
    ask(served.url, query, { token: accessToken, variables });
  const admin = await administrator(served);
  let ada = await signUp(served, 'ada');
  const eve = await signUp(served, 'eve');
  await as(ada, 'mutation { updateProfile(input: { fullName: "Ada" }) { ok } }');
  const invited = await as(
    admin,
    `mutation { createUser(input: { username: "helper", email: "helper@example.com" }) { user { id } invitationLink } }`,
  );
  const helper = await accept(served, tokenOf(at(invited.body, 'data', 'createUser', 'invitationLink')));
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
  await login(served, 'ada', 'a wrong password indeed');
  const again = await login(served, 'ada', goodPassword);
  ada = { ...ada, accessToken: textAt(again, 'data', 'login', 'tokens', 'accessToken') };
  await as(ada, '{ auditEvents { nodes { id } } }');
  await served.server.app.denials.drain();
  return {
    admin,
    ada,
    eve,
    helper,
    as,
    sequences: async (filter) => {
      const answer = await as(admin, listed, { first: 100, filter });
      const nodes = at(answer.body, 'data', 'auditEvents', 'nodes') as readonly { sequence: number }[];
      return nodes.map(({ sequence }) => sequence);
    },
    wanted: async (where, order = 'sequence DESC') => {
      const rows = await served.sql(
        `SELECT sequence::int AS sequence FROM audit_events WHERE ${where} ORDER BY ${order} LIMIT 100`,
      );
      return rows.map(({ sequence }) => Number(sequence));
    },
  };
}
