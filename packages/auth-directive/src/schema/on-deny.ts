import {
  type GraphQLSchema,
  getNullableType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { Finding } from '../core/auth-schema-error.js';
import { type Composite, rootTypeNames, typeChain } from './schema-types.js';

/** The values of `AuthDeny`: how a refusal is answered. */
export type OnDeny = 'ERROR' | 'NULL' | 'FILTER';

/** The `onDeny` of fields as written, by coordinate. */
export type WrittenOnDeny = ReadonlyMap<string, OnDeny>;

/** The fields whose refusal is no error, by their answer. */
export interface SilentFields {
  readonly nullOnDeny: ReadonlySet<string>;
  readonly filterOnDeny: ReadonlySet<string>;
}

/**
 * Returns the fields that are null and the fields whose items are left out when they are refused. A field
 * without an `onDeny` of its own has that of the same field in the interfaces of its type. Reports answers
 * that a field cannot have to `faults`.
 */
export function silentFields(schema: GraphQLSchema, written: WrittenOnDeny, faults: Finding[]): SilentFields {
  const silent = { NULL: new Set<string>(), FILTER: new Set<string>() };
  for (const [coordinate, onDeny] of written) if (onDeny !== 'ERROR') silent[onDeny].add(coordinate);
  const fields = { nullOnDeny: silent.NULL, filterOnDeny: silent.FILTER };
  if (silent.NULL.size + silent.FILTER.size === 0) return fields;
  const roots = rootTypeNames(schema);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const { name, type: returned } of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${name}`;
      const reportFault = (message: string): void => void faults.push({ coordinate, message });
      const inherited = written.has(coordinate)
        ? undefined
        : inheritedAnswer(type, name, written, reportFault);
      if (inherited !== undefined) {
        silent[inherited.onDeny].add(coordinate);
        if (inherited.onDeny === 'NULL' && isNonNullType(returned))
          reportFault(`onDeny: NULL of ${inherited.origin} cannot apply to a non-null field.`);
      }
      if (!silent.FILTER.has(coordinate)) continue;
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
  readonly onDeny: 'NULL' | 'FILTER';
  readonly origin: string;
}

function inheritedAnswer(
  type: Composite,
  fieldName: string,
  written: WrittenOnDeny,
  reportFault: (message: string) => void,
): InheritedAnswer | undefined {
  const [, ...interfaces] = typeChain(type);
  const answers = interfaces.flatMap((each): readonly InheritedAnswer[] => {
    const origin = `${each}.${fieldName}`;
    const onDeny = written.get(origin);
    return onDeny === undefined || onDeny === 'ERROR' ? [] : [{ onDeny, origin }];
  });
  const [first] = answers;
  const other = answers.find(({ onDeny }) => onDeny !== first?.onDeny);
  if (first !== undefined && other !== undefined) {
    reportFault(`onDeny of ${first.origin} and of ${other.origin} differ; write the one that applies here.`);
  }
  return first;
}
