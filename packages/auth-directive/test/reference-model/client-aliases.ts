import { type DocumentNode, isObjectType, parse, visit } from 'graphql';
import { buildReferenceSchema } from './read-rules.js';
import type { DataSet, Scenario } from './types.js';

/** The aliases that rows store their values under: only resolvers of the host read them. */
export type ClientAlias = { readonly alias: string; readonly field: string };

const resolvedFields = new WeakMap<Scenario, ReadonlySet<string>>();

/**
 * Returns the names of fields of objects that have a resolver in the host's schema. The values of root fields
 * are not stored on objects with owners.
 */
function resolvedFieldsOf(scenario: Scenario): ReadonlySet<string> {
  const known = resolvedFields.get(scenario);
  if (known !== undefined) return known;
  const schema = buildReferenceSchema(scenario.sdl);
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const names = Object.entries(scenario.modes).flatMap(([coordinate, mode]) => {
    const [typeName = '', field] = coordinate.split('.');
    const isResolved = mode !== 'default' && mode !== 'method';
    const type = schema.getType(typeName);
    const isRow = isObjectType(type) && !roots.includes(type);
    return field !== undefined && isResolved && isRow ? [field] : [];
  });
  const found = new Set(names);
  resolvedFields.set(scenario, found);
  return found;
}

/** Returns the aliases of an operation for fields that have a resolver in the host's schema. */
export function clientAliases(scenario: Scenario, source: string | DocumentNode): readonly ClientAlias[] {
  const resolved = resolvedFieldsOf(scenario);
  const aliases: ClientAlias[] = [];
  visit(typeof source === 'string' ? parse(source) : source, {
    Field({ alias, name }) {
      if (alias === undefined || alias.value === name.value || !resolved.has(name.value)) return;
      aliases.push({ alias: alias.value, field: name.value });
    },
  });
  return aliases;
}

/** Returns the data without the owners that the client could have named: they prove nothing. */
export function withoutForgeableOwners(data: DataSet, aliases: readonly ClientAlias[]): DataSet {
  const forged = new Set(aliases.map(({ alias }) => alias));
  const honest = Object.entries(data).map(([id, object]) => {
    const owners = Object.entries(object.owners).filter(([name]) => !forged.has(name));
    return [id, { ...object, owners: Object.fromEntries(owners) }] as const;
  });
  return Object.fromEntries(honest);
}
