import {
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isIntrospectionType,
  isLeafType,
  isObjectType,
} from 'graphql';
import {
  all,
  askedOfParent,
  askedOfValue,
  both,
  MAX_GROUPS,
  withoutParentPolicies,
  withoutValueDemands,
} from './algebra.js';
import { type AuthPolicy, rootTypeNames } from './read-policy.js';
import { CLOSED, OPEN, type Rule } from './rule.js';
import { AuthSchemaError, type Finding } from './start-up-errors.js';

/** The combined rules of one field. */
export interface FieldRules {
  readonly coordinate: string;
  readonly typeName: string;
  readonly fieldName: string;
  /** The name of the named type it returns. */
  readonly returns: string;
  /** The operation whose root field this is. */
  readonly operation: string | undefined;
  /** What must hold before the resolver, as far as the field and the type it belongs to ask it. */
  readonly before: Rule;
  /** What the returned type asks. */
  readonly edge: Rule;
  /** Both, as the guard asks them: see `guardRule`. */
  readonly rule: Rule;
  /** Both, with every member that was written: what reports show. */
  readonly full: Rule;
  readonly nullOnDeny: boolean;
  readonly elevates: boolean;
}

/** The combined rules of a schema. */
export interface EffectiveRules {
  /** Of fields of objects and interfaces, by coordinate. */
  readonly fields: ReadonlyMap<string, FieldRules>;
  /** Of every edge that returns this object type or interface, asked of the value. */
  readonly edges: ReadonlyMap<string, Rule>;
}

/**
 * Combines, for field f of type P with named return type N: own(P), own(P.f), own(I) and own(I.f) of every
 * interface I of P, and the edge of N. Nothing ever weakens. Throws `AuthSchemaError` for a combined rule that
 * is too large, and for an owner that a root field inherits.
 */
export function effectiveRules(schema: GraphQLSchema, policy: AuthPolicy): EffectiveRules {
  const fields = new Map<string, FieldRules>();
  const edges = new Map<string, Rule>();
  const roots = rootTypeNames(schema);
  const faults: Finding[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || !(isObjectType(type) || isInterfaceType(type))) continue;
    edges.set(type.name, edgeOf(type, policy));
    for (const fieldName of Object.keys(type.getFields())) {
      const field = fieldRules(type, fieldName, policy, roots.get(type.name));
      fields.set(field.coordinate, field);
      faults.push(...faultsOf(field));
    }
  }
  if (faults.length > 0) throw new AuthSchemaError(faults);
  return { fields, edges };
}

type Composite = GraphQLObjectType | GraphQLInterfaceType;

function fieldRules(
  type: Composite,
  fieldName: string,
  policy: AuthPolicy,
  operation: string | undefined,
): FieldRules {
  const coordinate = `${type.name}.${fieldName}`;
  const chain = [type, ...interfacesOf(type)];
  const ofType = all(chain.map(({ name }) => askedOfParent(policy.rules.get(name) ?? OPEN, type.name)));
  const ofField = all(
    chain.map(({ name }) => askedOfParent(policy.rules.get(`${name}.${fieldName}`) ?? OPEN, coordinate)),
  );
  const declared = policy.undeclared.has(coordinate) && policy.closeUndeclared ? CLOSED : OPEN;
  const returned: GraphQLNamedType | undefined = getNamedType(type.getFields()[fieldName]?.type);
  const edge = returned === undefined ? OPEN : edgeOf(returned, policy);
  const parts = guardRule(ofType, ofField, edge, operation !== undefined, isAbstractType(returned));
  const before = both(parts.before, declared);
  return {
    coordinate,
    typeName: type.name,
    fieldName,
    returns: returned?.name ?? '',
    operation,
    before,
    edge: parts.edge,
    rule: both(before, parts.edge),
    full: both(both(both(ofType, ofField), declared), edge),
    nullOnDeny: policy.nullOnDeny.has(coordinate),
    elevates: policy.publics.get(coordinate)?.elevates ?? false,
  };
}

/**
 * What a guard asks, and what it may leave out because another guard asks it: a type's own policies are asked
 * once, where the object is reached, not again at each of its fields; and where the concrete type is not known
 * yet, the demands on the value are asked by the guard of `resolveType`, of the concrete type's full edge.
 */
function guardRule(
  ofType: Rule,
  ofField: Rule,
  edge: Rule,
  isRoot: boolean,
  isAbstract: boolean,
): { readonly before: Rule; readonly edge: Rule } {
  return {
    before: both(isRoot ? ofType : withoutParentPolicies(ofType), ofField),
    edge: isAbstract ? withoutValueDemands(edge) : edge,
  };
}

function edgeOf(type: GraphQLNamedType, policy: AuthPolicy): Rule {
  // A leaf is no object: its rule is asked of the object that the field belongs to.
  if (isLeafType(type)) return askedOfParent(policy.rules.get(type.name) ?? OPEN, type.name);
  if (!isObjectType(type) && !isInterfaceType(type)) return OPEN;
  const chain = [type, ...interfacesOf(type)];
  return all(chain.map(({ name }) => askedOfValue(policy.rules.get(name) ?? OPEN, type.name)));
}

/** The interfaces of a type, and theirs, each once. */
export function interfacesOf(
  type: Composite,
  seen: Set<GraphQLInterfaceType> = new Set(),
): readonly GraphQLInterfaceType[] {
  for (const parent of type.getInterfaces()) {
    if (seen.has(parent)) continue;
    seen.add(parent);
    interfacesOf(parent, seen);
  }
  return [...seen];
}

function faultsOf({ coordinate, full, rule, operation }: FieldRules): readonly Finding[] {
  const faults: Finding[] = [];
  if (full.length > MAX_GROUPS || rule.length > MAX_GROUPS) {
    faults.push({ coordinate, message: `The combined rule has more than ${MAX_GROUPS} groups.` });
  }
  if (operation !== undefined && full.some((group) => group.parent.some(({ kind }) => kind === 'owner'))) {
    faults.push({ coordinate, message: 'owner cannot reach a root field: there is no object to ask.' });
  }
  return faults;
}
