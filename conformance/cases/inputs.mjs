/** Rules of arguments, input fields and enum values: what the client has provided is judged. */

const SDL = `
  input NewUser { name: String role: Role = USER @auth(requires: ADMIN) tags: [Tag!] }
  input Tag { text: String pinned: Boolean @auth(requires: ADMIN) }
  enum Color { RED GOLD @auth(requires: ADMIN) }
  type Query { create(user: NewUser, color: Color = GOLD, silent: Boolean @auth(requires: ADMIN)): Int @public ok: Int @public }`;

function input(law, query, refused, variables = {}) {
  return {
    law,
    sdl: SDL,
    resolvers: () => ({ Query: { create: () => 1, ok: () => 1 } }),
    caller: 'user',
    query,
    variables,
    expected:
      refused === undefined
        ? { data: { ok: 1, create: 1 } }
        : { data: { ok: 1, create: null }, errors: [`create FORBIDDEN ${refused}`] },
  };
}

export const inputCases = [
  input('a default of the schema is not provided', '{ ok create(user: { name: "Bo" }) }'),
  input('a literal argument is judged', '{ ok create(silent: true) }', 'Query.create(silent:)'),
  input('an explicit null is judged', '{ ok create(silent: null) }', 'Query.create(silent:)'),
  input('an enum value is judged', '{ ok create(color: GOLD) }', 'Color.GOLD'),
  input('a literal input field is judged', '{ ok create(user: { role: USER }) }', 'NewUser.role'),
  input(
    'an input field in a variable is judged',
    'query ($user: NewUser) { ok create(user: $user) }',
    'NewUser.role',
    { user: { role: 'ADMIN' } },
  ),
  input(
    'an input field in a list in a variable is judged',
    'query ($tags: [Tag!]) { ok create(user: { tags: $tags }) }',
    'Tag.pinned',
    { tags: [{ text: 'a' }, { pinned: true }] },
  ),
  input(
    'a default of a variable is judged',
    'query ($color: Color = GOLD) { ok create(color: $color) }',
    'Color.GOLD',
  ),
  input(
    'a variable that is not given is not provided',
    'query ($silent: Boolean) { ok create(silent: $silent) }',
  ),
  {
    law: 'many refused inputs are one refusal each, at most 20',
    sdl: SDL,
    resolvers: () => ({ Query: { create: () => 1, ok: () => 1 } }),
    caller: 'user',
    query: 'query ($tags: [Tag!]) { ok create(user: { tags: $tags }) }',
    variables: { tags: Array.from({ length: 500 }, () => ({ pinned: true })) },
    expected: { data: { ok: 1, create: null }, errors: ['create FORBIDDEN Tag.pinned'] },
  },
];
