/** Lists with onDeny: FILTER: what is refused is not there, and nothing shows how much that is. */

const letters = [{ to: 'bo', text: 1 }, { to: 'ada', text: 2, secret: 3 }, { text: 4 }];
const LETTERS = `type Letter @auth(owner: "to") { text: Int secret: Int @auth(requires: ADMIN) }
  type Query { letters: [Letter!]! @auth(requires: USER, onDeny: FILTER) }`;

/** Returns a case whose resolver returns the letters in another form. */
function form(law, letters) {
  return {
    law,
    sdl: LETTERS,
    resolvers: () => ({ Query: { letters } }),
    caller: 'user',
    query: '{ letters { text } }',
    expected: { data: { letters: [{ text: 2 }] } },
  };
}

async function* asynchronously(values) {
  yield* values;
}

const notes = [
  { __typename: 'Note', by: 'bo', n: 1 },
  { __typename: 'Bill', by: 'bo', n: 2 },
  { __typename: 'Note', by: 'ada', n: 3 },
  { __typename: 'Bill', by: 'ada', n: 4 },
  { __typename: 'Free', n: 5 },
];

export const filterCases = [
  form('onDeny: FILTER leaves refused items out of a list', () => letters),
  form('onDeny: FILTER leaves refused promises out of a list', () => letters.map(async (each) => each)),
  form('onDeny: FILTER leaves refused items out of an asynchronous iterable', () => asynchronously(letters)),
  {
    ...form('onDeny: FILTER counts the remaining items in the paths of errors', () => letters),
    query: '{ letters { text secret } }',
    expected: {
      data: { letters: [{ text: 2, secret: null }] },
      errors: ['letters.0.secret FORBIDDEN Letter.secret'],
    },
  },
  {
    law: 'onDeny: FILTER holds for the concrete type of an item, with a policy for the whole list',
    sdl: `interface Item { n: Int } type Note implements Item @auth(owner: "by") { n: Int }
      type Bill implements Item @auth(policy: "isMineLater") { n: Int } type Free implements Item { n: Int }
      type Query { items: [Item] @auth(requires: USER, onDeny: FILTER) }`,
    resolvers: () => ({ Query: { items: () => notes } }),
    caller: 'user',
    query: '{ items { __typename n } }',
    expected: {
      data: {
        items: [
          { __typename: 'Note', n: 3 },
          { __typename: 'Bill', n: 4 },
          { __typename: 'Free', n: 5 },
        ],
      },
    },
  },
  {
    law: 'onDeny: FILTER answers with an empty list where the field refuses, and its resolver does not run',
    sdl: `${LETTERS.replace('requires: USER', 'requires: ADMIN')} extend type Query { open: Int @public }`,
    resolvers: (log) => ({ Query: { letters: () => log.push('letters'), open: () => 1 } }),
    caller: 'user',
    query: '{ letters { text } open }',
    expected: { data: { letters: [], open: 1 }, ran: [] },
  },
];
