import {
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { Finding } from '../core/auth-schema-error.js';
import { type Element, type ElementLocation, SCHEMA } from './schema-elements.js';
import { type Composite, rootTypeNames, typeChain } from './schema-types.js';

/** The values of `AuthDeny`: how a refusal is answered. */
export type OnDeny = 'ERROR' | 'NULL' | 'FILTER';

/** The `onDeny` of fields, types and the schema as written, by coordinate. */
export type WrittenOnDeny = ReadonlyMap<string, OnDeny>;

/** The fields whose refusal is no error, by their answer. */
export interface SilentFields {
  readonly nullOnDeny: ReadonlySet<string>;
  readonly filterOnDeny: ReadonlySet<string>;
}

type ReportFault = (message: string) => void;

/** The locations where `onDeny` is a default for several fields. */
const DEFAULT_LOCATIONS: ReadonlySet<ElementLocation> = new Set(['OBJECT', 'INTERFACE', 'SCHEMA']);

/** Returns whether `onDeny` at this location is a default for several fields. */
export function isDefaultLocation(location: ElementLocation): boolean {
  return DEFAULT_LOCATIONS.has(location);
}

/** Reports where `onDeny` may not be, what it may not be there, and that it is given twice. */
export function checkOnDeny(
  schema: GraphQLSchema,
  { location, typeName, coordinate }: Element,
  answers: readonly OnDeny[],
  reportFault: ReportFault,
): void {
  if (answers.length === 0) return;
  if (answers.length > 1) reportFault('onDeny is given twice.');
  if (isDefaultLocation(location)) {
    if (answers.includes('FILTER')) reportFault('onDeny: FILTER is allowed on fields only.');
    return;
  }
  if (location !== 'FIELD_DEFINITION')
    reportFault('onDeny is allowed on fields, object types, interfaces and the schema only.');
  const type = schema.getType(typeName);
  if (!isObjectType(type) && !isInterfaceType(type)) return;
  const field = type.getFields()[coordinate.slice(typeName.length + 1)];
  if (answers.includes('NULL') && isNonNullType(field?.type))
    reportFault('onDeny: NULL is allowed on nullable fields only.');
}

/**
 * Returns the fields that are null and the fields whose items are left out when they are refused. The first
 * of these answers applies: that of the field, of the same field in the interfaces of its type, of its type,
 * of the type that it returns, of the schema. The last three are defaults, which apply to nullable fields
 * only, and not to root fields of mutations and subscriptions. Reports answers that a field cannot have to
 * `faults`. `hasRule` returns whether a type has a rule.
 */
export function silentFields(
  schema: GraphQLSchema,
  written: WrittenOnDeny,
  hasRule: (typeName: string) => boolean,
  faults: Finding[],
): SilentFields {
  const silent = { NULL: new Set<string>(), FILTER: new Set<string>() };
  const fields = { nullOnDeny: silent.NULL, filterOnDeny: silent.FILTER };
  if ([...written.values()].every((answer) => answer === 'ERROR')) return fields;
  const defaultOf = createDefaults(schema, written, hasRule, faults);
  const roots = rootTypeNames(schema);
  for (const type of Object.values(schema.getTypeMap())) {
    if ((!isObjectType(type) && !isInterfaceType(type)) || isIntrospectionType(type)) continue;
    for (const { name, type: returned } of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${name}`;
      const reportFault = (message: string): void => void faults.push({ coordinate, message });
      const inherited = written.has(coordinate)
        ? undefined
        : inheritedAnswer(type, name, written, reportFault);
      if (inherited?.onDeny === 'NULL' && isNonNullType(returned))
        reportFault(`onDeny: NULL of ${inherited.origin} cannot apply to a non-null field.`);
      const answer = written.get(coordinate) ?? inherited?.onDeny ?? defaultOf(type, returned);
      if (answer !== 'ERROR') silent[answer].add(coordinate);
      if (answer !== 'FILTER') continue;
      if (!isListType(getNullableType(returned)))
        reportFault('onDeny: FILTER is allowed on fields that return a list only.');
      if (roots.get(type.name) === 'subscription')
        reportFault(
          'onDeny: FILTER is not allowed on a subscription, which it would start for every caller.',
        );
    }
  }
  return fields;
}

interface InheritedAnswer {
  readonly onDeny: OnDeny;
  readonly origin: string;
}

function inheritedAnswer(
  type: Composite,
  fieldName: string,
  written: WrittenOnDeny,
  reportFault: ReportFault,
): InheritedAnswer | undefined {
  const [, ...interfaces] = typeChain(type);
  const answers = interfaces.flatMap((each): readonly InheritedAnswer[] => {
    const origin = `${each}.${fieldName}`;
    const onDeny = written.get(origin);
    return onDeny === undefined ? [] : [{ onDeny, origin }];
  });
  const silent = answers.filter(({ onDeny }) => onDeny !== 'ERROR');
  const [first] = silent;
  const other = silent.find(({ onDeny }) => onDeny !== first?.onDeny);
  if (first !== undefined && other !== undefined) {
    reportFault(`onDeny of ${first.origin} and of ${other.origin} differ; write the one that applies here.`);
  }
  return first ?? answers[0];
}

type DefaultOf = (type: Composite, returned: GraphQLOutputType) => OnDeny;

function createDefaults(
  schema: GraphQLSchema,
  written: WrittenOnDeny,
  hasRule: (typeName: string) => boolean,
  faults: Finding[],
): DefaultOf {
  const roots = rootTypeNames(schema);
  const ofTypes = new Map<string, OnDeny | undefined>();
  for (const type of Object.values(schema.getTypeMap()))
    ofTypes.set(type.name, answerOfType(type, written, faults));

  /** An abstract type without an answer has that of its possible types with a rule, where they agree. */
  function ofReturned(type: GraphQLNamedType): OnDeny | undefined {
    const answer = ofTypes.get(type.name);
    if (answer !== undefined || !isAbstractType(type)) return answer;
    const ruled = schema.getPossibleTypes(type).filter(({ name }) => hasRule(name));
    const answers = new Set(ruled.map(({ name }) => ofTypes.get(name)));
    return answers.size === 1 ? [...answers][0] : undefined;
  }

  return (type, returned) => {
    const operation = roots.get(type.name);
    if (isNonNullType(returned) || operation === 'mutation' || operation === 'subscription') return 'ERROR';
    return ofTypes.get(type.name) ?? ofReturned(getNamedType(returned)) ?? written.get(SCHEMA) ?? 'ERROR';
  };
}

/** Returns the `onDeny` of a type: its own, or that of its interfaces, which must agree. */
function answerOfType(type: GraphQLNamedType, written: WrittenOnDeny, faults: Finding[]): OnDeny | undefined {
  const [own = '', ...interfaces] = typeChain(type);
  const answer = written.get(own);
  if (answer !== undefined) return answer;
  const [first, ...others] = interfaces.filter((each) => written.has(each));
  const other = others.find((each) => written.get(each) !== written.get(first ?? ''));
  if (first !== undefined && other !== undefined) {
    const message = `onDeny of ${first} and of ${other} differ; write the one that applies here.`;
    faults.push({ coordinate: own, message });
  }
  return first === undefined ? undefined : written.get(first);
}
