import { type GraphQLSchema, isInterfaceType, isNonNullType, isObjectType } from 'graphql';
import type { Finding } from '../core/auth-schema-error.js';
import { typeChain } from './schema-types.js';

/** The `onDeny` of fields as written, by coordinate. */
export type WrittenOnDeny = ReadonlyMap<string, 'ERROR' | 'NULL'>;

/**
 * Returns the fields that become null when they are refused. A field without an `onDeny` of its own has that
 * of the same field in the interfaces of its type. Reports inherited ones on non-null fields to `faults`.
 */
export function nullOnDenyFields(
  schema: GraphQLSchema,
  written: WrittenOnDeny,
  faults: Finding[],
): ReadonlySet<string> {
  const fields = new Set(
    [...written].flatMap(([coordinate, onDeny]) => (onDeny === 'NULL' ? [coordinate] : [])),
  );
  if (fields.size === 0) return fields;
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    const [, ...interfaces] = typeChain(type);
    for (const { name, type: returned } of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${name}`;
      const origin = interfaces.find((each) => written.get(`${each}.${name}`) === 'NULL');
      if (origin === undefined || written.has(coordinate)) continue;
      if (isNonNullType(returned)) {
        const message = `onDeny: NULL of ${origin}.${name} cannot apply to a non-null field.`;
        faults.push({ coordinate, message });
      }
      fields.add(coordinate);
    }
  }
  return fields;
}
