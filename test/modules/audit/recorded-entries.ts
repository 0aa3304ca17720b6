import { expect } from '@jest/globals';
import type { CommandInput } from '../../../src/shared/index.js';
import { auditLog } from '../../helpers/audit-log-sql.js';
import type { TestServer } from '../../helpers/create-test-server.js';
import { type HttpResult, sendGraphql, valueAt } from '../../helpers/http-client.js';
import { goodPassword, otherPassword, type SignedInUser, signUp } from '../../helpers/sign-in.js';

/** The columns of an entry that tests use. */
export interface Entry {
  readonly action: string;
  readonly outcome: string;
  readonly reason: string | null;
  readonly actor_type: string;
  readonly actor_id: string | null;
  readonly subject_id: string | null;
}

/** The new entries of a server, and actions that create them. */
export interface RecordedEntries {
  /** Returns the entries since the last call. Waits for denials, which are recorded after the response. */
  readonly readNewEntries: () => Promise<readonly Entry[]>;
  /** Returns new entries as `action actor>subject reason`, with the given names of users. */
  readonly recorded: (
    ...users: readonly (readonly [name: string, user: Pick<SignedInUser, 'id'>])[]
  ) => Promise<string[]>;
  /** Signs up a user and skips the entries about it. */
  readonly signUpUser: () => Promise<SignedInUser & { readonly name: string }>;
  /** Sends a GraphQL request as a user. */
  readonly as: (user: SignedInUser, query: string, input?: unknown) => Promise<HttpResult>;
  /** Runs a command and returns its data. */
  readonly run: (name: string, input?: Partial<CommandInput>) => Promise<unknown>;
}

/** Follows the log of the current server from its first entry on. */
export function followRecordedEntries(
  testServer: () => TestServer,
  admin: () => SignedInUser,
): RecordedEntries {
  let seen = 0;
  let users = 0;
  const readNewEntries: RecordedEntries['readNewEntries'] = async () => {
    const { server, sql } = testServer();
    await server.app.denialRecorder.flush();
    const found = await sql(`SELECT * FROM ${auditLog} WHERE sequence > $1 ORDER BY sequence`, [seen]);
    seen += found.length;
    return found as unknown as readonly Entry[];
  };
  const recorded: RecordedEntries['recorded'] = async (...known) => {
    const names = new Map([['admin', admin()] as const, ...known].map(([name, { id }]) => [id, name]));
    const nameOf = (id: string | null): string => (id === null ? '-' : (names.get(id) ?? 'unknown'));
    return (await readNewEntries()).map(({ action, outcome, reason, actor_type, actor_id, subject_id }) =>
      [
        outcome === 'SUCCESS' ? action : `${action}/${outcome}`,
        `${actor_type === 'USER' ? nameOf(actor_id) : actor_type}>${nameOf(subject_id)}`,
        ...(reason === null ? [] : [reason]),
      ].join(' '),
    );
  };
  const signUpUser: RecordedEntries['signUpUser'] = async () => {
    users += 1;
    const name = `user${users}`;
    const user = await signUp(testServer(), name);
    await readNewEntries();
    return { ...user, name };
  };
  const as: RecordedEntries['as'] = ({ accessToken }, query, input) =>
    sendGraphql(testServer().url, query, { token: accessToken, variables: { input } });
  const run: RecordedEntries['run'] = async (name, input = {}) => {
    const command = testServer().server.app.commands.find((candidate) => candidate.name === name);
    if (command === undefined) throw new Error(`no command ${name}`);
    return (await command.run({ arguments: {}, options: {}, secret: null, ...input })).data;
  };
  return { readNewEntries, recorded, signUpUser, as, run };
}

/** Expects that the chain is intact and that no entry contains a secret. */
export async function expectIntactChain(
  testServer: TestServer,
  admin: SignedInUser,
  { as }: Pick<RecordedEntries, 'as'>,
): Promise<void> {
  const rows = await testServer.sql('SELECT * FROM audit_events');
  const text = JSON.stringify([rows, await testServer.sql('SELECT * FROM audit_personal')]);
  const secrets = [
    goodPassword,
    otherPassword,
    admin.accessToken,
    admin.refreshToken,
    'cordon_',
    '$2b$',
    'PRIVATE KEY',
  ];

  expect(await testServer.server.app.denialRecorder.flush()).toBeUndefined();
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  expect(
    valueAt(
      await as(admin, '{ auditVerification { valid checkedEvents firstBadSequence } }'),
      'body',
      'data',
    ),
  ).toEqual({
    auditVerification: { valid: true, checkedEvents: rows.length, firstBadSequence: null },
  });
}
