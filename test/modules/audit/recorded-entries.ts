import { expect } from '@jest/globals';
import type { CommandInput } from '../../../src/shared/index.js';
import {
  goodPassword,
  otherPassword,
  type SignedInUser,
  signUp,
  type TestServer,
} from '../../helpers/create-test-server.js';
import { type HttpResult, sendGraphql, valueAt } from '../../helpers/http-client.js';

/** What a test looks at of an entry of the log. */
export interface Entry {
  readonly action: string;
  readonly outcome: string;
  readonly reason: string | null;
  readonly actor_type: string;
  readonly actor_id: string | null;
  readonly subject_id: string | null;
}

/** What a server wrote down lately, and those who give it reason to. */
export interface RecordedEntries {
  /** The entries since this was last asked. Refusals by `@auth` are written down after their answer. */
  readonly readNewEntries: () => Promise<readonly Entry[]>;
  /** As `action actor>subject reason`, with who is who in words. */
  readonly recorded: (
    ...users: readonly (readonly [name: string, user: Pick<SignedInUser, 'id'>])[]
  ) => Promise<string[]>;
  /** Somebody new, whose sign-up is not news any more. */
  readonly signUpUser: () => Promise<SignedInUser & { readonly name: string }>;
  /** Asks as somebody signed in. */
  readonly as: (user: SignedInUser, query: string, input?: unknown) => Promise<HttpResult>;
  /** Runs a command of the operator; answers its data. */
  readonly run: (name: string, input?: Partial<CommandInput>) => Promise<unknown>;
}

/** Listens to the server that runs at that moment, from its first entry on. */
export function followRecordedEntries(
  testServer: () => TestServer,
  admin: () => SignedInUser,
): RecordedEntries {
  let seen = 0;
  let users = 0;
  const readNewEntries: RecordedEntries['readNewEntries'] = async () => {
    const { server, sql } = testServer();
    await server.app.denialRecorder.flush();
    const found = await sql('SELECT * FROM audit_events WHERE sequence > $1 ORDER BY sequence', [seen]);
    seen += found.length;
    return found as unknown as readonly Entry[];
  };
  const recorded: RecordedEntries['recorded'] = async (...known) => {
    const names = new Map([['admin', admin()] as const, ...known].map(([name, { id }]) => [id, name]));
    const named = (id: string | null): string => (id === null ? '-' : (names.get(id) ?? 'somebody'));
    return (await readNewEntries()).map(({ action, outcome, reason, actor_type, actor_id, subject_id }) =>
      [
        outcome === 'SUCCESS' ? action : `${action}/${outcome}`,
        `${actor_type === 'USER' ? named(actor_id) : actor_type}>${named(subject_id)}`,
        ...(reason === null ? [] : [reason]),
      ].join(' '),
    );
  };
  const signUpUser: RecordedEntries['signUpUser'] = async () => {
    users += 1;
    const name = `person${users}`;
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

/** All that was ever written down is one good chain, and no secret stands in it. */
export async function expectIntactChain(
  testServer: TestServer,
  admin: SignedInUser,
  { as }: Pick<RecordedEntries, 'as'>,
): Promise<void> {
  const rows = await testServer.sql('SELECT * FROM audit_events');
  const text = JSON.stringify(rows);
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
