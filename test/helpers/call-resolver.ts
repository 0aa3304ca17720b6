import type { Resolvers } from '../../src/transports/graphql/generated/resolvers.js';
import type { RequestContext } from '../../src/transports/graphql/request-context.js';

type Resolve = (parent: unknown, args: unknown, context: unknown, info: unknown) => unknown;

/** Calls the resolver of a field as graphql-js does. Throws when the field has none. */
export function callResolver(
  resolvers: Resolvers,
  { type, field }: { readonly type: keyof Resolvers; readonly field: string },
  context: RequestContext,
  args: unknown,
  parent: unknown,
): unknown {
  // Every resolver of a module is a plain function.
  const fields = resolvers[type] as Readonly<Record<string, Resolve>>;
  const resolve = fields[field];
  if (resolve === undefined) throw new Error(`no resolver for ${type}.${field}`);
  return resolve(parent, args, context, {});
}
