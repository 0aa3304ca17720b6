import { type GraphQLSchema, isAbstractType, isObjectType } from 'graphql';
import type { GuardedField } from './guarded-field.js';

/** The object types that are possible at one position of a document, and the type that the document names there. */
export interface SchemaPosition {
  readonly named: string;
  readonly possible: readonly string[];
  /** What is known of the fields here, filled as documents select them. */
  readonly slots: Map<string, FieldSlot>;
}

/** A field as it may be selected at a position: in every object type that is possible there. */
export interface FieldSlot {
  /** Empty for `__typename` and the like. */
  readonly fields: readonly GuardedField[];
  /** The field's coordinate, under the type that the document names where several are possible. */
  readonly coordinate: string;
  /** Whether the field asks anything in any of those types. */
  readonly hasRules: boolean;
  /** Where its selections stand; undefined for a leaf. */
  readonly below: SchemaPosition | undefined;
}

/** The schemaPositions of a schema. */
export interface SchemaPositions {
  /** Where selections on this type stand. */
  readonly of: (typeName: string) => SchemaPosition | undefined;
  readonly slotAt: (position: SchemaPosition, fieldName: string) => FieldSlot;
  /** The position inside a fragment; undefined where the fragment cannot apply. */
  readonly narrow: (position: SchemaPosition, condition: string | undefined) => SchemaPosition | undefined;
}

/** One set of schemaPositions per guarded schema: documents that select the same fields share what is known of them. */
export function createSchemaPositions(
  schema: GraphQLSchema,
  fields: ReadonlyMap<string, ReadonlyMap<string, GuardedField>>,
): SchemaPositions {
  const schemaPositions = new Map<string, SchemaPosition>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (isObjectType(type)) schemaPositions.set(type.name, createPosition(type.name, [type.name]));
    if (isAbstractType(type)) {
      const possible = schema.getPossibleTypes(type).map(({ name }) => name);
      schemaPositions.set(type.name, createPosition(type.name, possible));
    }
  }

  function slotAt(position: SchemaPosition, fieldName: string): FieldSlot {
    const known = position.slots.get(fieldName);
    if (known !== undefined) return known;
    const found = position.possible.flatMap((typeName) => fields.get(typeName)?.get(fieldName) ?? []);
    const [only, another] = found;
    const slot: FieldSlot = {
      fields: found,
      coordinate: only && !another ? only.coordinate : `${position.named}.${fieldName}`,
      hasRules: found.some(({ isChecked, inputs }) => isChecked || inputs !== undefined),
      below: positionBelow([...new Set(found.map(({ returns }) => returns))]),
    };
    position.slots.set(fieldName, slot);
    return slot;
  }

  function positionBelow(returned: readonly string[]): SchemaPosition | undefined {
    const [first, ...others] = returned;
    if (first === undefined || others.length === 0) return schemaPositions.get(first ?? '');
    const possible = new Set(returned.flatMap((name) => schemaPositions.get(name)?.possible ?? []));
    return createPosition(first, [...possible]);
  }

  function narrow(position: SchemaPosition, condition: string | undefined): SchemaPosition | undefined {
    if (condition === undefined || condition === position.named) return position;
    const allowed = schemaPositions.get(condition);
    if (allowed === undefined) return undefined;
    const possible = position.possible.filter((name) => allowed.possible.includes(name));
    if (possible.length === 0) return undefined;
    return possible.length === allowed.possible.length ? allowed : createPosition(condition, possible);
  }

  return { of: (typeName) => schemaPositions.get(typeName), slotAt, narrow };
}

function createPosition(named: string, possible: readonly string[]): SchemaPosition {
  return { named, possible, slots: new Map() };
}
