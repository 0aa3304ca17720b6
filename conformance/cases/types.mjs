/** Rules of types, and the ways to reach an object. */

export const typeCases = [
  {
    law: 'a field rule never weakens its type rule',
    sdl: `type Report @auth(requires: ADMIN) { title: Int @auth(requires: USER) }
      type Query { report: Report @auth(requires: USER) }`,
    resolvers: () => ({ Query: { report: () => ({ title: 1 }) } }),
    caller: 'user',
    query: '{ report { title } }',
    expected: { data: { report: null }, errors: ['report FORBIDDEN Query.report'] },
  },
  {
    law: 'a refused type reveals nothing, not even __typename',
    sdl: 'type Secret @auth(requires: ADMIN) { n: Int } type Query { secret: Secret @public ok: Int @public }',
    resolvers: () => ({ Query: { secret: () => ({ n: 1 }), ok: () => 1 } }),
    caller: 'user',
    query: '{ secret { __typename } ok }',
    expected: { data: { secret: null, ok: 1 }, errors: ['secret FORBIDDEN Query.secret'] },
  },
  {
    law: 'the rule of an interface holds for its objects',
    sdl: `interface Node { id: ID @auth(requires: ADMIN) }
      type Note implements Node { id: ID text: Int } type Query { note: Note @public }`,
    resolvers: () => ({ Query: { note: () => ({ id: 'n', text: 1 }) } }),
    caller: 'user',
    query: '{ note { id text } }',
    expected: { data: { note: { id: null, text: 1 } }, errors: ['note.id FORBIDDEN Note.id'] },
  },
  {
    law: 'the rule of an object holds through its interface and its union',
    sdl: `interface Node { id: ID } union Any = Note | Secret
      type Note implements Node { id: ID }
      type Secret implements Node @auth(requires: ADMIN) { id: ID }
      type Query { nodes: [Node] @public any: [Any] @public }`,
    resolvers: () => {
      const items = () => [
        { __typename: 'Note', id: 'n' },
        { __typename: 'Secret', id: 's' },
      ];
      return { Query: { nodes: items, any: async () => items() } };
    },
    caller: 'user',
    query: '{ nodes { id } any { __typename ... on Secret { id } } }',
    expected: {
      data: { nodes: [{ id: 'n' }, null], any: [{ __typename: 'Note' }, null] },
      errors: ['nodes.1 FORBIDDEN Query.nodes', 'any.1 FORBIDDEN Query.any'],
    },
  },
  {
    law: 'an asynchronous rule of a concrete type is a refusal in its own place',
    sdl: `interface Node { id: ID }
      type Note implements Node { id: ID }
      type Secret implements Node @auth(policy: "isMineLater") { id: ID }
      type Query { nodes: [Node] @public }`,
    resolvers: () => ({
      Query: {
        nodes: () => [
          { __typename: 'Secret', id: 'a', by: 'ada' },
          { __typename: 'Secret', id: 'b', by: 'bo' },
          { __typename: 'Note', id: 'c' },
        ],
      },
    }),
    caller: 'user',
    query: '{ nodes { id } }',
    expected: {
      data: { nodes: [{ id: 'a' }, null, { id: 'c' }] },
      errors: ['nodes.1 FORBIDDEN Query.nodes'],
    },
  },
  {
    law: 'onDeny: NULL holds for the concrete type of a value',
    sdl: `interface Node { id: ID } type Secret implements Node @auth(owner: "by") { id: ID }
      type Query { node: Node @auth(requires: USER, onDeny: NULL) }`,
    resolvers: () => ({ Query: { node: () => ({ __typename: 'Secret', id: 's', by: 'bo' }) } }),
    caller: 'user',
    query: '{ node { id } }',
    expected: { data: { node: null } },
  },
  {
    law: 'rules of scalars, enums and returned enum values hold',
    sdl: `scalar Money @auth(requires: ADMIN) enum Plan @auth(requires: ADMIN) { A }
      enum Color { RED GOLD @auth(requires: ADMIN) }
      type Query { money: Money @public plan: Plan @public colors: [Color] @public }`,
    resolvers: () => ({ Query: { money: () => 1, plan: () => 'A', colors: () => ['RED', 'GOLD'] } }),
    caller: 'user',
    query: '{ money plan colors }',
    expected: {
      data: { money: null, plan: null, colors: ['RED', null] },
      errors: ['money FORBIDDEN Query.money', 'plan FORBIDDEN Query.plan', 'colors.1 FORBIDDEN Color.GOLD'],
    },
  },
  {
    law: 'an owner is checked for each object of a list',
    sdl: 'type Letter @auth(owner: "to") { text: Int } type Query { letters: [Letter] @auth(requires: USER) }',
    resolvers: () => ({
      Query: { letters: () => [{ to: 'ada', text: 1 }, { to: 'bo', text: 2 }, { text: 3 }] },
    }),
    caller: 'user',
    query: '{ letters { text } }',
    expected: {
      data: { letters: [{ text: 1 }, null, null] },
      errors: ['letters.1 FORBIDDEN Query.letters', 'letters.2 FORBIDDEN Query.letters'],
    },
  },
  {
    law: 'an owner is not read from an alias of the client',
    sdl: `type Row { owner: ID title: ID secret: Int @auth(owner: "owner") } type Query { row: Row @public }`,
    resolvers: () => ({
      Query: { row: (_, __, ___, { fieldNodes }) => rowByAliases(fieldNodes[0].selectionSet) },
      Row: { title: (row, _, __, { path }) => row[path.key] ?? row.title },
    }),
    caller: 'user',
    query: '{ row { owner: title secret } }',
    expected: { data: { row: { owner: 'ada', secret: null } }, errors: ['row.secret FORBIDDEN Row.secret'] },
  },
];

/** Returns what a row engine stores: each value under the name that the client has chosen. */
function rowByAliases({ selections }) {
  const row = { owner: 'bo', title: 'ada', secret: 1 };
  const aliased = selections.map(({ alias, name }) => [(alias ?? name).value, row[name.value]]);
  return { ...row, ...Object.fromEntries(aliased) };
}
