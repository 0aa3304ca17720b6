import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { recordDecisions } from '../src/opentelemetry.js';
import { createSchemaFixture, principal, runApollo, runGuardsOnly } from './helpers/schema-fixture.js';
import { finishedEvents, recordSpans, withinSpan } from './helpers/spans.js';

let stop: () => void;
beforeAll(() => {
  stop = recordSpans();
});
afterAll(() => stop());

const SDL = `
  type Note @auth(anyOf: [{ requires: ADMIN }, { owner: "by" }]) { id: ID }
  type Query { notes: [Note] @auth(requires: USER) find(secret: String): Int @auth(policy: "sees", params: "find") }`;
const notes = [
  { id: 'hidden-1', by: 'ada' },
  { id: 'hidden-2', by: 'bo' },
];
const resolvers = { Query: { notes: () => notes, find: () => 1 } };

async function eventsOf(query: string, run: typeof runApollo, caller = principal('ada')) {
  const record = recordDecisions();
  const policies = { sees: async () => false };
  const fixture = createSchemaFixture(SDL, resolvers, { policies, onDecision: record, onGrant: record });
  await withinSpan(() => run(fixture, { query, caller }));
  return finishedEvents();
}

test('recordDecisions adds refusals and grants to the active span', async () => {
  expect(await eventsOf('{ notes { id } }', runApollo)).toEqual([
    {
      name: 'auth.decision',
      attributes: {
        'auth.outcome': 'granted',
        'auth.coordinate': 'Query.notes',
        'auth.when': 'execution',
        'auth.group': ['requires USER', 'owner by'],
        'auth.policies': [],
      },
    },
    {
      name: 'auth.decision',
      attributes: {
        'auth.outcome': 'refused',
        'auth.coordinate': 'Query.notes',
        'auth.when': 'execution',
        'auth.code': 'FORBIDDEN',
        'auth.missing': ['requires ADMIN', 'owner by'],
        'auth.policies': [],
      },
    },
    {
      name: 'auth.decision',
      attributes: {
        'auth.outcome': 'granted',
        'auth.coordinate': 'Note.id',
        'auth.when': 'execution',
        'auth.group': ['owner by'],
        'auth.policies': [],
      },
    },
  ]);
});

test('recordDecisions names the policy and the reason, and no argument, caller or object', async () => {
  const refused = await eventsOf('{ find(secret: "hunter2") }', runApollo);

  expect(refused).toMatchObject([
    {
      attributes: {
        'auth.outcome': 'refused',
        'auth.missing': ['policy sees("find")'],
        'auth.policies': ['sees'],
      },
    },
  ]);
  const expired = await eventsOf('{ notes { id } }', runGuardsOnly, {
    kind: 'anonymous',
    reason: 'TOKEN_EXPIRED',
  });
  expect(expired.at(-1)).toMatchObject({
    attributes: { 'auth.code': 'UNAUTHENTICATED', 'auth.reason': 'TOKEN_EXPIRED' },
  });
  expect(JSON.stringify([refused, expired, await eventsOf('{ notes { id } }', runApollo)])).not.toMatch(
    /hunter2|ada|hidden/,
  );
});

test('recordDecisions does nothing without an active span', async () => {
  expect(() =>
    recordDecisions()({
      outcome: 'granted',
      coordinate: 'Query.f',
      caller: principal('ada'),
      context: undefined,
      when: 'plan',
      policies: [],
      group: [],
    }),
  ).not.toThrow();
  expect(finishedEvents()).toEqual([]);
});
