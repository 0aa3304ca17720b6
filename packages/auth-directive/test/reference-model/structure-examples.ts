import { type LawRow, nobody, person, stored } from './specification-example.js';

const secret = { 'Note:1': stored('Note', { text: 'hello' }, { owners: { ownerId: 'u1' } }) };
const noteData = { ...secret, Query: stored('Query', { note: { ref: 'Note:1' }, open: 'yes' }) };
const owned =
  'type Query { note: Note @public open: String @public } type Note @auth(owner: "ownerId") { text: String }';
const faces = `interface Face { text: String @auth(requires: ADMIN) } type Note implements Face { text: String }
  type Query { note: Note @public face: Face @public open: String @public }`;
const facesData = {
  ...secret,
  Query: stored('Query', { note: { ref: 'Note:1' }, face: { ref: 'Note:1' }, open: 'yes' }),
};
const mutation = `type Query { open: String @public } type Mutation { first: String @public second: Note @public }
  type Note { text: String @auth(requires: ADMIN) quiet: String @auth(requires: ADMIN, onDeny: NULL) mine: String @auth(owner: "ownerId") }`;
const mutationData = {
  Query: stored('Query', {}),
  Mutation: stored('Mutation', { first: 'done', second: { ref: 'Note:1' } }),
  'Note:1': stored('Note', { text: 'a', quiet: 'b', mine: 'c' }, { owners: { ownerId: 'u1' } }),
};

/** The laws about objects, interfaces and fields, each by an example with its answer worked out by hand. */
export const structureRows: readonly LawRow[] = [
  {
    law: 'an owner passes, and the type rule is asked of the object itself',
    sdl: owned,
    source: '{ note { text } }',
    caller: person('USER'),
    data: noteData,
    answers: { note: { text: 'hello' } },
  },
  {
    law: 'a stranger is refused on the value, before its type name is told',
    sdl: owned,
    source: '{ note { __typename } open }',
    caller: person('ADMIN', 'u2'),
    data: noteData,
    answers: { note: null, open: 'yes' },
    errors: ['note | FORBIDDEN - Query.note -'],
  },
  {
    law: 'nobody is refused before execution where every root field is refused without an object',
    sdl: owned,
    source: '{ note { text } }',
    caller: { kind: 'anonymous', reason: 'TOKEN_EXPIRED' },
    data: noteData,
    errors: ['| UNAUTHENTICATED TOKEN_EXPIRED Query.note -'],
  },
  {
    law: 'a query is answered partially while one root field may run',
    sdl: owned,
    source: '{ note { text } open }',
    caller: nobody,
    data: noteData,
    answers: { note: null, open: 'yes' },
    errors: ['note | UNAUTHENTICATED TOKEN_MISSING Query.note -'],
  },
  {
    law: 'queries: reject refuses the whole query for one refusal',
    sdl: owned,
    queries: 'reject',
    source: '{ note { text } open }',
    caller: nobody,
    data: noteData,
    errors: ['| UNAUTHENTICATED TOKEN_MISSING Query.note -'],
  },
  {
    law: "an interface field's rule holds on the concrete type",
    sdl: faces,
    source: '{ note { text } open }',
    caller: person('USER'),
    data: facesData,
    answers: { note: { text: null }, open: 'yes' },
    errors: ['note.text | FORBIDDEN - Note.text -'],
  },
  {
    law: "a concrete field's rule holds when selected on the interface",
    sdl: faces
      .replace('String @auth(requires: ADMIN) }', 'String }')
      .replace('implements Face { text: String', 'implements Face { text: String @auth(requires: ADMIN)'),
    source: '{ face { ...F } open } fragment F on Face { text }',
    caller: person('SUPPORT'),
    data: facesData,
    answers: { face: { text: null }, open: 'yes' },
    errors: ['face.text | FORBIDDEN - Note.text -'],
  },
  {
    law: 'a mutation with a refusal that needs no object runs nothing',
    sdl: mutation,
    source: 'mutation { first second { text } }',
    caller: person('USER'),
    data: mutationData,
    errors: ['| FORBIDDEN - Note.text -'],
  },
  {
    law: 'a skipped field refuses no mutation',
    sdl: mutation,
    source: 'mutation ($on: Boolean = false) { first second { text @include(if: $on) mine } }',
    caller: person('USER'),
    data: mutationData,
    answers: { first: 'done', second: { mine: 'c' } },
  },
  {
    law: 'onDeny: NULL is no refusal, and what needs an object is refused in place',
    sdl: mutation,
    source: 'mutation { first second { quiet mine } }',
    caller: person('USER', 'u2'),
    data: mutationData,
    answers: { first: 'done', second: { quiet: null, mine: null } },
    errors: ['second.mine | FORBIDDEN - Note.mine -'],
  },
];

const items = (rule: string) =>
  `type Query { list: [Item] @public solid: [Item!] @public } type Item ${rule} { name: String! }`;
const itemData = {
  Query: stored('Query', {
    list: [{ ref: 'Item:1' }, null, { ref: 'Item:2' }],
    solid: [{ ref: 'Item:1' }, { ref: 'Item:2' }],
  }),
  'Item:1': stored('Item', { name: 'one' }, { owners: { ownerId: 'u1' } }),
  'Item:2': stored('Item', { name: 'two' }, { owners: { ownerId: 7 } }),
};
const either =
  'type Query { any: Any @public open: String @public } union Any = A | B type A @auth(requires: ADMIN) { a: String } type B { b: String }';
const anyData = {
  Query: stored('Query', { any: { ref: 'A:1' }, open: 'yes' }),
  'A:1': stored('A', { a: 'a' }),
  'B:1': stored('B', { b: 'b' }),
};

/** The laws about lists, unions and null propagation. */
export const valueRows: readonly LawRow[] = [
  {
    law: 'each item of a list is judged in its place; an owner that is no string refuses',
    sdl: items('@auth(owner: "ownerId")'),
    source: '{ list { name } }',
    caller: person('USER'),
    data: itemData,
    answers: { list: [{ name: 'one' }, null, null] },
    errors: ['list.2 | FORBIDDEN - Query.list -'],
  },
  {
    law: 'a refused item that may not be null takes its list along',
    sdl: items('@auth(owner: "ownerId")'),
    source: '{ solid { name } }',
    caller: person('USER'),
    data: itemData,
    answers: { solid: null },
    errors: ['solid.1 | FORBIDDEN - Query.solid -'],
  },
  {
    law: "a member of a union is asked for its own type's rule once the type is known",
    sdl: either,
    source: '{ any { __typename } open }',
    caller: person('USER'),
    data: anyData,
    answers: { any: null, open: 'yes' },
    errors: ['any | FORBIDDEN - Query.any -'],
  },
  {
    law: 'a member of a union without a rule is reached by whoever reached the union',
    sdl: either,
    source: '{ any { ... on B { b } } }',
    caller: nobody,
    data: { ...anyData, Query: stored('Query', { any: { ref: 'B:1' } }) },
    answers: { any: { b: 'b' } },
  },
];

const login = `type Query { open: String @public } type Person @auth(anyOf: [{ requires: ADMIN }, { owner: "ownerId" }]) { name: String! }
  type Payload { done: Boolean! person: Person note: String @auth(requires: ADMIN) } type Mutation { login: Payload! @public(elevates: true) other: Person @public }`;
const loginData = (elevates?: ReturnType<typeof person>, who: string | null = 'Person:1') => ({
  Query: stored('Query', {}),
  Mutation: stored('Mutation', { login: { ref: 'Payload:1' }, other: { ref: 'Person:1' } }),
  'Payload:1': stored(
    'Payload',
    { done: who !== null, person: who === null ? null : { ref: who }, note: null },
    elevates === undefined ? {} : { elevates },
  ),
  'Person:1': stored('Person', { name: 'Ada' }, { owners: { ownerId: 'u1' } }),
});

/** The laws about elevation. */
export const elevationRows: readonly LawRow[] = [
  {
    law: 'below an elevating field the elevated caller is judged, and only there',
    sdl: login,
    source: 'mutation { in: login { done person { name } } }',
    caller: { kind: 'anonymous', reason: 'TOKEN_EXPIRED' },
    data: loginData(person('USER')),
    answers: { in: { done: true, person: { name: 'Ada' } } },
  },
  {
    law: 'the rest of the mutation is judged by the caller who asked',
    sdl: login,
    source: 'mutation { login { done } other { name } }',
    caller: nobody,
    data: loginData(person('USER')),
    errors: ['| UNAUTHENTICATED TOKEN_MISSING Mutation.other -'],
  },
  {
    law: 'an elevated caller replaces the token that was sent',
    sdl: login,
    source: 'mutation { login { person { name } } }',
    caller: person('ADMIN', 'u9'),
    data: loginData(person('USER', 'u2')),
    answers: { login: { person: null } },
    errors: ['login.person | FORBIDDEN - Payload.person -'],
  },
  {
    law: 'with none elevated null stays null without an error',
    sdl: login,
    source: 'mutation { login { done person { name } note } }',
    caller: person('ADMIN', 'u9'),
    data: loginData(undefined, null),
    answers: { login: { done: false, person: null, note: null } },
  },
  {
    law: 'with none elevated a guarded value is refused as for nobody',
    sdl: login,
    source: 'mutation { login { person { name } } }',
    caller: person('ADMIN', 'u9'),
    data: loginData(),
    answers: { login: { person: null } },
    errors: ['login.person | UNAUTHENTICATED TOKEN_MISSING Payload.person -'],
  },
];
