/** A schema with a field under the policy of that name, and one that is open. */
export const policySdl = (name: string): string =>
  `type Query { f(a: Int = 5): Int @auth(policy: "${name}") ok: Int @public }`;

/** What its fields answer. */
export const resolvers = { Query: { f: () => 1, ok: () => 2 } };
