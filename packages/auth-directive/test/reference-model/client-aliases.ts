import { type DocumentNode, parse, visit } from 'graphql';
import type { DataSet, Scenario } from './types.js';

/** The aliases that rows store their values under: only resolvers of the host read them. */
export type ClientAlias = { readonly alias: string; readonly field: string };

/** Returns the aliases of an operation for fields that have a resolver in the host's schema. */
export function clientAliases(scenario: Scenario, source: string | DocumentNode): readonly ClientAlias[] {
  const resolved = new Set<string>();
  for (const [coordinate, mode] of Object.entries(scenario.modes)) {
    const [, field] = coordinate.split('.');
    if (field !== undefined && mode !== 'default' && mode !== 'method') resolved.add(field);
  }
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
