/** Mutations run all or nothing; a login elevates its own payload. */

const TWO = `type Mutation { first: Int @auth(requires: USER) second: Int @auth(requires: ADMIN) }
  type Query { ok: Int @public }`;
const two = (log) => ({ Mutation: { first: () => log.push('first'), second: () => log.push('second') } });

function useOnce(log, world) {
  world.isUsed = true;
  return log.push('once');
}

export const mutationCases = [
  {
    law: 'a mutation of which anything is refused runs nothing',
    sdl: TWO,
    resolvers: two,
    caller: 'user',
    query: 'mutation { first second }',
    expected: {
      data: { first: null, second: null },
      errors: ['first FORBIDDEN Mutation.second', 'second FORBIDDEN Mutation.second'],
      ran: [],
    },
  },
  {
    law: 'what is skipped is not refused',
    sdl: TWO,
    resolvers: two,
    caller: 'user',
    query: 'mutation ($no: Boolean = false) { first second @include(if: $no) }',
    expected: { data: { first: 1 }, ran: ['first'] },
  },
  {
    law: 'a policy of a mutation is asked again right before its resolver',
    sdl: 'type Mutation { once: Int @auth(policy: "once") } type Query { ok: Int @public }',
    resolvers: (log, world) => ({ Mutation: { once: () => useOnce(log, world) } }),
    caller: 'user',
    query: 'mutation { a: once b: once }',
    expected: { data: { a: 1, b: null }, errors: ['b FORBIDDEN Mutation.once'], ran: ['once'] },
  },
];

const LOGIN = `type User @auth(requires: USER) { id: ID email: Int @auth(owner: "id") }
  type Login { user: User }
  type Mutation { login(id: ID): Login @public(elevates: true) }
  type Query { ok: Int @public }`;
const login = () => ({
  Mutation: { login: (_, { id }) => ({ user: id === 'nobody' ? null : { id, email: 1 } }) },
});
const USER = '{ user { id email } }';

export const elevationCases = [
  {
    law: 'a login elevates its own payload, each alias for itself',
    sdl: LOGIN,
    resolvers: login,
    caller: 'anonymous',
    query: `mutation { ada: login(id: "ada") ${USER} bo: login(id: "bo") ${USER} }`,
    expected: { data: { ada: { user: { id: 'ada', email: 1 } }, bo: { user: { id: 'bo', email: 1 } } } },
  },
  {
    law: 'a login that fails is null without an error',
    sdl: LOGIN,
    resolvers: login,
    caller: 'user',
    query: `mutation { login(id: "nobody") ${USER} }`,
    expected: { data: { login: { user: null } } },
  },
];
