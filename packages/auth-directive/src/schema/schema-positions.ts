import { type GraphQLSchema, getNamedType, isAbstractType, isInterfaceType, isObjectType } from 'graphql';
import type { GuardedField } from './guarded-field.js';

/**
 * The object types that are possible at one position of a document, and the type that the document names
 * there.
 */
export interface SchemaPosition {
  readonly named: string;
  readonly possible: readonly string[];
  /** A cache of the fields at this position, filled as documents select them. */
  readonly slots: Map<string, FieldSlot>;
}

/** A field at a position, in every object type that is possible there. */
export interface FieldSlot {
  /** Empty for `__typename` and other meta-fields. */
  readonly fields: readonly GuardedField[];
  /**
   * The field's coordinate; where several object types are possible, under the type that the document names.
   */
  readonly coordinate: string;
  /** Whether the field has a rule in any of those types. */
  readonly hasRules: boolean;
  /** The position of its selections; undefined for a leaf. */
  readonly below: SchemaPosition | undefined;
}

export interface SchemaPositions {
  /** The number of object types. */
  readonly objectTypes: number;
  readonly positionOf: (typeName: string) => SchemaPosition | undefined;
  readonly slotAt: (position: SchemaPosition, fieldName: string) => FieldSlot;
  /** Returns the position inside a fragment; undefined when the fragment cannot apply. */
  readonly narrow: (position: SchemaPosition, condition: string | undefined) => SchemaPosition | undefined;
}

/**
 * Creates the positions of a guarded schema. Documents that select the same fields share the cached slots.
 */
export function createSchemaPositions(
  schema: GraphQLSchema,
  fields: ReadonlyMap<string, ReadonlyMap<string, GuardedField>>,
): SchemaPositions {
  const positions = new Map<string, SchemaPosition>();
  const members = new Map<string, ReadonlySet<string>>();
  let objectTypes = 0;
  for (const type of Object.values(schema.getTypeMap())) {
    if (isObjectType(type)) {
      objectTypes += 1;
      positions.set(type.name, createPosition(type.name, [type.name]));
    }
    if (isAbstractType(type)) {
      const possible = schema.getPossibleTypes(type).map(({ name }) => name);
      positions.set(type.name, createPosition(type.name, possible));
    }
  }

  function slotAt(position: SchemaPosition, fieldName: string): FieldSlot {
    const cached = position.slots.get(fieldName);
    if (cached !== undefined) return cached;
    const found = position.possible.flatMap((typeName) => fields.get(typeName)?.get(fieldName) ?? []);
    const [only, another] = found;
    const slot: FieldSlot = {
      fields: found,
      coordinate: only && !another ? only.coordinate : `${position.named}.${fieldName}`,
      hasRules: found.some(({ isChecked, inputs }) => isChecked || inputs !== undefined),
      below: positionBelow(position.named, fieldName, [...new Set(found.map(({ returns }) => returns))]),
    };
    position.slots.set(fieldName, slot);
    return slot;
  }

  /** The object types of an interface may return narrower types than the interface, each its own. */
  function positionBelow(
    named: string,
    fieldName: string,
    returned: readonly string[],
  ): SchemaPosition | undefined {
    const [first, ...others] = returned;
    if (first === undefined || others.length === 0) return positions.get(first ?? '');
    const type = schema.getType(named);
    const field = isInterfaceType(type) ? type.getFields()[fieldName] : undefined;
    const possible = new Set(returned.flatMap((name) => positions.get(name)?.possible ?? []));
    return createPosition(field === undefined ? named : getNamedType(field.type).name, [...possible]);
  }

  function narrow(position: SchemaPosition, condition: string | undefined): SchemaPosition | undefined {
    if (condition === undefined || condition === position.named) return position;
    const allowed = positions.get(condition);
    if (allowed === undefined) return undefined;
    const names = members.get(condition) ?? new Set(allowed.possible);
    members.set(condition, names);
    const possible = position.possible.filter((name) => names.has(name));
    if (possible.length === 0) return undefined;
    return possible.length === allowed.possible.length ? allowed : createPosition(condition, possible);
  }

  return { objectTypes, positionOf: (typeName) => positions.get(typeName), slotAt, narrow };
}

function createPosition(named: string, possible: readonly string[]): SchemaPosition {
  return { named, possible, slots: new Map() };
}
