import { anonymous, type SpecificationExample, stored, user } from './specification-example.js';

const secret = { 'Note:1': stored('Note', { text: 'hello' }, { owners: { ownerId: 'u1' } }) };
const noteData = { ...secret, Query: stored('Query', { note: { ref: 'Note:1' }, open: 'yes' }) };
const owned =
  'type Query { note: Note @public open: String @public } type Note @auth(owner: "ownerId") { text: String }';
const interfaceSdl = `interface Face { text: String @auth(requires: ADMIN) }
  type Note implements Face { text: String }
  type Query { note: Note @public face: Face @public open: String @public }`;
const interfaceData = {
  ...secret,
  Query: stored('Query', { note: { ref: 'Note:1' }, face: { ref: 'Note:1' }, open: 'yes' }),
};
const mutation = `type Query { open: String @public }
  type Mutation { first: String @public second: Note @public }
  type Note { text: String @auth(requires: ADMIN) quiet: String @auth(requires: ADMIN, onDeny: NULL)
    mine: String @auth(owner: "ownerId") }`;
const mutationData = {
  Query: stored('Query', {}),
  Mutation: stored('Mutation', { first: 'done', second: { ref: 'Note:1' } }),
  'Note:1': stored('Note', { text: 'a', quiet: 'b', mine: 'c' }, { owners: { ownerId: 'u1' } }),
};

/** The guarantees about objects, interfaces and fields, each as an example with the expected answer. */
export const structureExamples: readonly SpecificationExample[] = [
  {
    guarantee: 'an owner passes, and the rule of the type is evaluated on the object itself',
    sdl: owned,
    source: '{ note { text } }',
    caller: user('USER'),
    data: noteData,
    answers: { note: { text: 'hello' } },
  },
  {
    guarantee: 'another user is refused on the value, before its type name is returned',
    sdl: owned,
    source: '{ note { __typename } open }',
    caller: user('ADMIN', 'u2'),
    data: noteData,
    answers: { note: null, open: 'yes' },
    errors: ['note | FORBIDDEN - Query.note -'],
  },
  {
    guarantee:
      'an anonymous caller is refused before execution where every root field is refused without an object',
    sdl: owned,
    source: '{ note { text } }',
    caller: { kind: 'anonymous', reason: 'TOKEN_EXPIRED' },
    data: noteData,
    errors: ['| UNAUTHENTICATED TOKEN_EXPIRED Query.note -'],
  },
  {
    guarantee: 'a query is answered partially while one root field may run',
    sdl: owned,
    source: '{ note { text } open }',
    caller: anonymous,
    data: noteData,
    answers: { note: null, open: 'yes' },
    errors: ['note | UNAUTHENTICATED TOKEN_MISSING Query.note -'],
  },
  {
    guarantee: 'queries: reject refuses the whole query for one refusal',
    sdl: owned,
    queries: 'reject',
    source: '{ note { text } open }',
    caller: anonymous,
    data: noteData,
    errors: ['| UNAUTHENTICATED TOKEN_MISSING Query.note -'],
  },
  {
    guarantee: 'the rule of an interface field applies to the concrete type',
    sdl: interfaceSdl,
    source: '{ note { text } open }',
    caller: user('USER'),
    data: interfaceData,
    answers: { note: { text: null }, open: 'yes' },
    errors: ['note.text | FORBIDDEN - Note.text -'],
  },
  {
    guarantee: 'the rule of a concrete field applies where the interface is selected',
    sdl: interfaceSdl
      .replace('String @auth(requires: ADMIN) }', 'String }')
      .replace('implements Face { text: String', 'implements Face { text: String @auth(requires: ADMIN)'),
    source: '{ face { ...F } open } fragment F on Face { text }',
    caller: user('SUPPORT'),
    data: interfaceData,
    answers: { face: { text: null }, open: 'yes' },
    errors: ['face.text | FORBIDDEN - Note.text -'],
  },
  {
    guarantee: 'a mutation with a refusal that needs no object runs nothing',
    sdl: mutation,
    source: 'mutation { first second { text } }',
    caller: user('USER'),
    data: mutationData,
    errors: ['| FORBIDDEN - Note.text -'],
  },
  {
    guarantee: 'a skipped field refuses no mutation',
    sdl: mutation,
    source: 'mutation ($on: Boolean = false) { first second { text @include(if: $on) mine } }',
    caller: user('USER'),
    data: mutationData,
    answers: { first: 'done', second: { mine: 'c' } },
  },
  {
    guarantee: 'onDeny: NULL is no refusal, and rules that need an object refuse at the path of the field',
    sdl: mutation,
    source: 'mutation { first second { quiet mine } }',
    caller: user('USER', 'u2'),
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
const either = `type Query { any: Any @public open: String @public } union Any = A | B
    type A @auth(requires: ADMIN) { a: String } type B { b: String }`;
const anyData = {
  Query: stored('Query', { any: { ref: 'A:1' }, open: 'yes' }),
  'A:1': stored('A', { a: 'a' }),
  'B:1': stored('B', { b: 'b' }),
};

/** The guarantees about lists, unions and null propagation. */
export const valueExamples: readonly SpecificationExample[] = [
  {
    guarantee: 'each item of a list is evaluated separately; an owner that is no string refuses',
    sdl: items('@auth(owner: "ownerId")'),
    source: '{ list { name } }',
    caller: user('USER'),
    data: itemData,
    answers: { list: [{ name: 'one' }, null, null] },
    errors: ['list.2 | FORBIDDEN - Query.list -'],
  },
  {
    guarantee: 'a refused non-null item makes its list null',
    sdl: items('@auth(owner: "ownerId")'),
    source: '{ solid { name } }',
    caller: user('USER'),
    data: itemData,
    answers: { solid: null },
    errors: ['solid.1 | FORBIDDEN - Query.solid -'],
  },
  {
    guarantee: 'the rule of a member of a union is evaluated when the type is known',
    sdl: either,
    source: '{ any { __typename } open }',
    caller: user('USER'),
    data: anyData,
    answers: { any: null, open: 'yes' },
    errors: ['any | FORBIDDEN - Query.any -'],
  },
  {
    guarantee: 'a member of a union without a rule is readable by every caller who may read the union',
    sdl: either,
    source: '{ any { ... on B { b } } }',
    caller: anonymous,
    data: { ...anyData, Query: stored('Query', { any: { ref: 'B:1' } }) },
    answers: { any: { b: 'b' } },
  },
];

const login = `type Query { open: String @public }
  type User @auth(anyOf: [{ requires: ADMIN }, { owner: "ownerId" }]) { name: String! }
  type Payload { done: Boolean! user: User note: String @auth(requires: ADMIN) }
  type Mutation { login: Payload! @public(elevates: true) other: User @public }`;
const loginData = (elevates?: ReturnType<typeof user>, who: string | null = 'User:1') => ({
  Query: stored('Query', {}),
  Mutation: stored('Mutation', { login: { ref: 'Payload:1' }, other: { ref: 'User:1' } }),
  'Payload:1': stored(
    'Payload',
    { done: who !== null, user: who === null ? null : { ref: who }, note: null },
    elevates === undefined ? {} : { elevates },
  ),
  'User:1': stored('User', { name: 'Ada' }, { owners: { ownerId: 'u1' } }),
});

/** The guarantees about elevation. */
export const elevationExamples: readonly SpecificationExample[] = [
  {
    guarantee: 'rules are evaluated for the elevated caller only below the elevating field',
    sdl: login,
    source: 'mutation { in: login { done user { name } } }',
    caller: { kind: 'anonymous', reason: 'TOKEN_EXPIRED' },
    data: loginData(user('USER')),
    answers: { in: { done: true, user: { name: 'Ada' } } },
  },
  {
    guarantee: 'other fields of the mutation are evaluated for the caller of the request',
    sdl: login,
    source: 'mutation { login { done } other { name } }',
    caller: anonymous,
    data: loginData(user('USER')),
    errors: ['| UNAUTHENTICATED TOKEN_MISSING Mutation.other -'],
  },
  {
    guarantee: 'an elevated caller replaces the caller of the request',
    sdl: login,
    source: 'mutation { login { user { name } } }',
    caller: user('ADMIN', 'u9'),
    data: loginData(user('USER', 'u2')),
    answers: { login: { user: null } },
    errors: ['login.user | FORBIDDEN - Payload.user -'],
  },
  {
    guarantee: 'null stays null without an error where no caller is elevated',
    sdl: login,
    source: 'mutation { login { done user { name } note } }',
    caller: user('ADMIN', 'u9'),
    data: loginData(undefined, null),
    answers: { login: { done: false, user: null, note: null } },
  },
  {
    guarantee: 'a guarded value is refused as for an anonymous caller where no caller is elevated',
    sdl: login,
    source: 'mutation { login { user { name } } }',
    caller: user('ADMIN', 'u9'),
    data: loginData(),
    answers: { login: { user: null } },
    errors: ['login.user | UNAUTHENTICATED TOKEN_MISSING Payload.user -'],
  },
];
