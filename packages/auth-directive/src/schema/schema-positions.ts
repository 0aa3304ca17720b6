import { type GraphQLSchema, isAbstractType, isObjectType } from 'graphql';
import type { GuardedField } from './guarded-field.js';

/** The object types that are possible at one place of a document, and the type that the document names there. */
export interface Place {
  readonly named: string;
  readonly possible: readonly string[];
  /** What is known of the fields here, filled as documents select them. */
  readonly slots: Map<string, Slot>;
}

/** A field as it may be selected at a place: in every object type that is possible there. */
export interface Slot {
  /** Empty for `__typename` and the like. */
  readonly fields: readonly GuardedField[];
  /** The field's coordinate, under the type that the document names where several are possible. */
  readonly coordinate: string;
  /** Whether the field asks anything in any of those types. */
  readonly isAsked: boolean;
  /** Where its selections stand; undefined for a leaf. */
  readonly below: Place | undefined;
}

/** The places of a schema. */
export interface Places {
  /** Where selections on this type stand. */
  readonly of: (typeName: string) => Place | undefined;
  readonly slotAt: (place: Place, fieldName: string) => Slot;
  /** The place inside a fragment; undefined where the fragment cannot apply. */
  readonly narrow: (place: Place, condition: string | undefined) => Place | undefined;
}

/** One set of places per guarded schema: documents that select the same fields share what is known of them. */
export function createPlaces(
  schema: GraphQLSchema,
  fields: ReadonlyMap<string, ReadonlyMap<string, GuardedField>>,
): Places {
  const places = new Map<string, Place>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (isObjectType(type)) places.set(type.name, placeOf(type.name, [type.name]));
    if (isAbstractType(type)) {
      const possible = schema.getPossibleTypes(type).map(({ name }) => name);
      places.set(type.name, placeOf(type.name, possible));
    }
  }

  function slotAt(place: Place, fieldName: string): Slot {
    const known = place.slots.get(fieldName);
    if (known !== undefined) return known;
    const found = place.possible.flatMap((typeName) => fields.get(typeName)?.get(fieldName) ?? []);
    const [only, another] = found;
    const slot: Slot = {
      fields: found,
      coordinate: only && !another ? only.coordinate : `${place.named}.${fieldName}`,
      isAsked: found.some(({ isChecked, inputs }) => isChecked || inputs !== undefined),
      below: placeBelow([...new Set(found.map(({ returns }) => returns))]),
    };
    place.slots.set(fieldName, slot);
    return slot;
  }

  function placeBelow(returned: readonly string[]): Place | undefined {
    const [first, ...others] = returned;
    if (first === undefined || others.length === 0) return places.get(first ?? '');
    const possible = new Set(returned.flatMap((name) => places.get(name)?.possible ?? []));
    return placeOf(first, [...possible]);
  }

  function narrow(place: Place, condition: string | undefined): Place | undefined {
    if (condition === undefined || condition === place.named) return place;
    const allowed = places.get(condition);
    if (allowed === undefined) return undefined;
    const possible = place.possible.filter((name) => allowed.possible.includes(name));
    if (possible.length === 0) return undefined;
    return possible.length === allowed.possible.length ? allowed : placeOf(condition, possible);
  }

  return { of: (typeName) => places.get(typeName), slotAt, narrow };
}

function placeOf(named: string, possible: readonly string[]): Place {
  return { named, possible, slots: new Map() };
}
