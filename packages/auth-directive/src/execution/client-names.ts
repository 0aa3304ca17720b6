import type { GraphQLResolveInfo, GraphQLSchema, OperationDefinitionNode, SelectionSetNode } from 'graphql';
import { Kind } from 'graphql';
import type { Host } from '../core/host.js';
import { resolvedFieldNames } from '../schema/remote-objects.js';

/** Returns whether a property of an object may contain another value because the client chose its name. */
export type IsNamedByClient = (property: string) => boolean;

/** The parts of the resolve info that contain the selections of an operation. */
export type Selections = Pick<GraphQLResolveInfo, 'operation' | 'fragments'>;

/**
 * Finds aliases by which a client could forge a property. Row engines and resolvers of remote schemas store
 * the value of `ownerId: name` as `ownerId`. An alias of a field without a resolver is harmless.
 */
export function createClientNames(
  schema: GraphQLSchema,
  { fieldResolver }: Pick<Host, 'fieldResolver'>,
): (selections: Selections) => IsNamedByClient {
  const resolved = resolvedFieldNames(schema, fieldResolver);
  const known = new WeakMap<OperationDefinitionNode, ReadonlySet<string>>();

  function namesOf({ operation, fragments }: Selections): ReadonlySet<string> {
    const cached = known.get(operation);
    if (cached !== undefined) return cached;
    const names = new Set<string>();
    for (const definition of [operation, ...Object.values(fragments)]) {
      addAliases(definition.selectionSet, resolved, names);
    }
    known.set(operation, names);
    return names;
  }

  return (selections) => (property) => namesOf(selections).has(property);
}

function addAliases(
  { selections }: SelectionSetNode,
  resolved: ReadonlySet<string>,
  names: Set<string>,
): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) continue;
    if (selection.kind === Kind.FIELD) {
      const { alias, name } = selection;
      if (alias !== undefined && alias.value !== name.value && resolved.has(name.value))
        names.add(alias.value);
    }
    if (selection.selectionSet !== undefined) addAliases(selection.selectionSet, resolved, names);
  }
}
