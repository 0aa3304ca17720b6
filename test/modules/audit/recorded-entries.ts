import { expect } from '@jest/globals';
import type { CommandInput } from '../../../src/shared/index.js';
import {
  goodPassword,
  otherPassword,
  type Person,
  type Served,
  signUp,
} from '../../helpers/create-test-server.js';
import { ask, at, type HttpAnswer } from '../../helpers/http-client.js';

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
export interface News {
  /** The entries since this was last asked. Refusals by `@auth` are written down after their answer. */
  readonly news: () => Promise<readonly Entry[]>;
  /** As `action actor>subject reason`, with who is who in words. */
  readonly told: (
    ...people: readonly (readonly [name: string, person: Pick<Person, 'id'>])[]
  ) => Promise<string[]>;
  /** Somebody new, whose sign-up is not news any more. */
  readonly somebody: () => Promise<Person & { readonly name: string }>;
  /** Asks as somebody signed in. */
  readonly as: (person: Person, query: string, input?: unknown) => Promise<HttpAnswer>;
  /** Runs a command of the operator; answers its data. */
  readonly run: (name: string, input?: Partial<CommandInput>) => Promise<unknown>;
}

/** Listens to the server that runs at that moment, from its first entry on. */
export function newsOf(served: () => Served, admin: () => Person): News {
  let seen = 0;
  let people = 0;
  const news: News['news'] = async () => {
    const { server, sql } = served();
    await server.app.denials.drain();
    const found = await sql('SELECT * FROM audit_events WHERE sequence > $1 ORDER BY sequence', [seen]);
    seen += found.length;
    return found as unknown as readonly Entry[];
  };
  const told: News['told'] = async (...known) => {
    const names = new Map([['admin', admin()] as const, ...known].map(([name, { id }]) => [id, name]));
    const named = (id: string | null): string => (id === null ? '-' : (names.get(id) ?? 'somebody'));
    return (await news()).map(({ action, outcome, reason, actor_type, actor_id, subject_id }) =>
      [
        outcome === 'SUCCESS' ? action : `${action}/${outcome}`,
        `${actor_type === 'USER' ? named(actor_id) : actor_type}>${named(subject_id)}`,
        ...(reason === null ? [] : [reason]),
      ].join(' '),
    );
  };
  const somebody: News['somebody'] = async () => {
    people += 1;
    const name = `person${people}`;
    const person = await signUp(served(), name);
    await news();
    return { ...person, name };
  };
  const as: News['as'] = ({ accessToken }, query, input) =>
    ask(served().url, query, { token: accessToken, variables: { input } });
  const run: News['run'] = async (name, input = {}) => {
    const command = served().server.app.commands.find((candidate) => candidate.name === name);
    if (command === undefined) throw new Error(`no command ${name}`);
    return (await command.run({ arguments: {}, options: {}, secret: null, ...input })).data;
  };
  return { news, told, somebody, as, run };
}

/** All that was ever written down is one good chain, and no secret stands in it. */
export async function expectOneGoodChain(
  served: Served,
  admin: Person,
  { as }: Pick<News, 'as'>,
): Promise<void> {
  const rows = await served.sql('SELECT * FROM audit_events');
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

  expect(await served.server.app.denials.drain()).toBeUndefined();
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  expect(
    at(await as(admin, '{ auditVerification { valid checkedEvents firstBadSequence } }'), 'body', 'data'),
  ).toEqual({
    auditVerification: { valid: true, checkedEvents: rows.length, firstBadSequence: null },
  });
}
