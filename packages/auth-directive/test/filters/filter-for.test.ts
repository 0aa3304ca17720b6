import { describe, expect, test } from '@jest/globals';
import type { AuthOptions } from '../../src/index.js';
import { anonymous, type Context, createSchemaFixture, NOW, principal } from '../helpers/schema-fixture.js';

const SDL = `
  interface Owned @auth(requires: USER, scopes: ["read"]) { id: ID }
  type Ticket implements Owned
    @auth(anyOf: [{ owner: "authorId", scopes: [] }, { policy: "inTeam", scopes: ["team"] }, { requires: ADMIN, freshWithin: 60 }])
    { id: ID notes: [Note!] titles: [String] first: Ticket }
  type Note @auth(policy: "plain") { id: ID }
  type Free { tickets: [Ticket!]! @auth(owner: "id") }
  union Item = Ticket | Free
  type Query {
    tickets: [[Ticket!]!] @public
    urgent: [Ticket] @auth(requires: SUPPORT)
    asked: [Ticket] @auth(policy: "inTeam")
    notes: [Note] @auth(requires: USER)
    free: [Free] @public
    items: [Item] @public
    owned: [Owned] @public
    undeclared: [Free]
  }`;

const user = principal('u');
const byAuthor = [{ kind: 'equals', property: 'authorId', value: 'u' }];
const byTeam = [{ kind: 'in', property: 'team', values: ['red'] }];

function createFixture(policies: AuthOptions<Context>['policies'] = {}) {
  const inTeam = {
    evaluate: () => true,
    condition: () => ({ kind: 'in' as const, property: 'team', values: ['red'] }),
  };
  return createSchemaFixture(
    SDL,
    {},
    { undeclared: 'deny', policies: { plain: () => true, inTeam, ...policies } },
  );
}

describe('filterFor', () => {
  const { auth, schema, unguarded } = createFixture();

  test.each([
    ['the conditions of every group that the caller passes', 'Ticket', user, [byAuthor, byTeam]],
    ['the conditions for a field that lists the type', 'Query.tickets', user, [byAuthor, byTeam]],
    ['all for a caller who needs no condition', 'Ticket', principal('u', 'ADMIN'), 'all'],
    [
      'the conditions for a caller whose authentication is too old',
      'Ticket',
      principal('u', 'ADMIN', { authenticatedAt: new Date(NOW - 61_000) }),
      [byAuthor, byTeam],
    ],
    [
      'the groups whose scopes a caller has',
      'Ticket',
      principal('u', 'USER', { scopes: ['read'] }),
      [byAuthor],
    ],
    [
      'nothing for a caller who lacks the scope of the interface',
      'Ticket',
      principal('u', 'USER', { scopes: ['team'] }),
      'none',
    ],
    ['nothing for an anonymous caller', 'Ticket', anonymous, 'none'],
    [
      'nothing for a caller whose session has expired',
      'Ticket',
      principal('u', 'ADMIN', { expiresAt: new Date(NOW) }),
      'none',
    ],
    ['nothing where the field refuses the caller', 'Query.urgent', user, 'none'],
    ['nothing for a root field without a rule', 'Query.undeclared', principal('u', 'ADMIN'), 'none'],
    ['all for a type without a rule', 'Free', anonymous, 'all'],
    ['all for a field without a rule', 'Query.free', anonymous, 'all'],
    ['all for a type of introspection', '__Type', anonymous, 'all'],
  ] as const)('returns %s', (_, coordinate, caller, expected) => {
    const filter =
      typeof expected === 'string' ? { kind: expected } : { kind: 'conditions', anyOf: expected };

    expect(auth.filterFor(schema, caller, coordinate)).toEqual(filter);
    expect(auth.filterFor(unguarded, caller, coordinate)).toEqual(filter);
  });

  test('logs a malformed caller, who sees nothing', () => {
    const fixture = createFixture();

    expect(fixture.auth.filterFor(fixture.schema, { ...user, id: '' } as typeof user, 'Ticket')).toEqual({
      kind: 'none',
    });
    expect(fixture.log).toMatchObject([{ code: 'AUTH_HOST_FAILED', coordinate: 'Ticket' }]);
  });

  test('works with the schema that a caller sees', () => {
    const seen = auth.visibleSchema(schema, user);

    expect(auth.filterFor(seen, user, 'Ticket')).toEqual({ kind: 'conditions', anyOf: [byAuthor, byTeam] });
    expect(auth.filterFor(seen, anonymous, 'Ticket')).toEqual({ kind: 'none' });
  });

  test.each([
    ['Nothing', 'Nothing is neither an object type nor a field that returns a list of objects.'],
    ['Query.nothing', 'Query.nothing is neither'],
    ['Ticket.titles', 'Ticket.titles is neither'],
    ['Ticket.first', 'Ticket.first is neither'],
    ['Role', 'Role is neither'],
    ['Item', 'Item is abstract; call filterFor for each of its types: Ticket, Free.'],
    ['Query.items', 'Item is abstract; call filterFor for each of its types: Ticket, Free.'],
    ['Query.owned', 'Owned is abstract; call filterFor for each of its types: Ticket.'],
  ])('throws a RangeError for %s', (coordinate, message) => {
    expect(() => auth.filterFor(schema, user, coordinate)).toThrow(RangeError);
    expect(() => auth.filterFor(schema, user, coordinate)).toThrow(message);
  });

  test.each([user, anonymous, principal('u', 'ADMIN')])(
    'names a policy without a condition, for %o',
    (caller) => {
      for (const coordinate of ['Note', 'Query.notes', 'Ticket.notes']) {
        expect(() => auth.filterFor(schema, caller, coordinate)).toThrow(
          'The rule of Note has the policy "plain", which has no condition. ' +
            'Define the policy as { evaluate, condition } or { batch, condition }.',
        );
      }
    },
  );

  test.each([{ evaluate: () => true }, { batch: () => [] }])(
    'names a policy with settings but without a condition: %o',
    (plain) => {
      const settings = createFixture({ plain });

      expect(() => settings.auth.filterFor(settings.schema, user, 'Note')).toThrow(
        'The rule of Note has the policy "plain", which has no condition.',
      );
    },
  );

  test.each(['Query.asked', 'Free.tickets'])(
    'throws where the rule of %s needs another object',
    (coordinate) => {
      expect(() => auth.filterFor(schema, user, coordinate)).toThrow(
        `The rule of ${coordinate} depends on the object that the field belongs to or on a policy of the field. ` +
          'Its guard evaluates that before the resolver; call filterFor with "Ticket".',
      );
      expect(auth.filterFor(schema, anonymous, coordinate)).toEqual({ kind: 'none' });
    },
  );
});

describe('the condition of a policy', () => {
  const filterWith = (condition: () => unknown) => {
    const { auth, schema, log } = createFixture({
      inTeam: { evaluate: () => true, condition: condition as () => true },
    });
    return { filter: auth.filterFor(schema, user, 'Ticket'), log };
  };

  test('receives the caller, the context and the element', () => {
    const requests: unknown[] = [];
    const { auth, schema } = createFixture({
      inTeam: {
        batch: () => [],
        condition: (request) => {
          requests.push(request);
          return true;
        },
      },
    });
    const context = { caller: user };

    auth.filterFor(schema, user, 'Ticket', context);
    auth.filterFor(schema, user, 'Ticket');

    expect(requests).toEqual([
      { caller: user, context, params: [], coordinate: 'Ticket' },
      { caller: user, context: undefined, params: [], coordinate: 'Ticket' },
    ]);
  });

  test('is called as a method of its policy', () => {
    class InTeam {
      readonly #team = 'red';
      evaluate = (): boolean => true;
      condition() {
        return { kind: 'in' as const, property: 'team', values: [this.#team] };
      }
    }
    const { auth, schema } = createFixture({ inTeam: new InTeam() });

    expect(auth.filterFor(schema, user, 'Ticket')).toEqual({
      kind: 'conditions',
      anyOf: [byAuthor, byTeam],
    });
  });

  test('can be a boolean', () => {
    expect(filterWith(() => true).filter).toEqual({ kind: 'all' });
    expect(filterWith(() => false).filter).toEqual({ kind: 'conditions', anyOf: [byAuthor] });
    expect(filterWith(() => false).log).toEqual([]);
  });

  test('that is a promise is awaited, so that its rejection ends no process', async () => {
    const awaited = new Promise((resolve) => {
      // biome-ignore lint/suspicious/noThenProperty: whatever has this method may reject.
      filterWith(() => ({ then: resolve }));
    });

    expect(await awaited).toBeInstanceOf(Function);
  });

  const malformed = 'The result is neither a condition nor a boolean.';
  test.each([
    [
      'throws',
      () => {
        throw new Error('secret');
      },
      'secret',
    ],
    ['is a promise', async () => true, malformed],
    ['rejects', () => Promise.reject(new Error('secret')), malformed],
    ['is nothing', () => undefined, malformed],
    [
      'compares with a missing value',
      () => ({ kind: 'equals', property: 'team', value: undefined }),
      malformed,
    ],
  ])('that %s admits nothing and is logged', (_, condition, cause) => {
    const { filter, log } = filterWith(condition);

    expect(filter).toEqual({ kind: 'conditions', anyOf: [byAuthor] });
    expect(log).toMatchObject([
      {
        code: 'AUTH_POLICY_FAILED',
        coordinate: 'Ticket',
        message: 'The condition of the policy "inTeam" failed; it admits no object.',
        cause: new Error(cause),
      },
    ]);
  });
});
