import {
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isIntrospectionType,
  isLeafType,
  isObjectType,
} from 'graphql';
import { AuthSchemaError, type Finding } from '../core/auth-schema-error.js';
import { CLOSED, OPEN, type Rule } from '../core/rule.js';
import {
  all,
  askedOfParent,
  askedOfValue,
  type Combine,
  createCombine,
  MAX_GROUPS,
  withoutParentPolicies,
  withoutValueRequirements,
} from '../core/rule-algebra.js';
import { type AuthPolicy, rootTypeNames } from './read-policy.js';

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
  /** Both, as the guard asks them: without what another guard asks on the same way. */
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
  const edges = new Map<string, Edge>();
  const roots = rootTypeNames(schema);
  const faults: Finding[] = [];
  const combine = createCombine();
  const types = Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type));
  for (const type of types) edges.set(type.name, edgeOf(type, policy, combine));
  for (const type of types) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    const owner = ownerOf(type, policy, roots.get(type.name), combine);
    for (const { name, type: returned } of Object.values(type.getFields())) {
      const field = fieldRules(
        owner,
        name,
        edges.get(getNamedType(returned).name) ?? NO_EDGE,
        policy,
        combine,
      );
      fields.set(field.coordinate, field);
      faults.push(...faultsOf(field));
    }
  }
  if (faults.length > 0) throw new AuthSchemaError(faults);
  return { fields, edges: new Map([...edges].map(([name, { full }]) => [name, full])) };
}

type Composite = GraphQLObjectType | GraphQLInterfaceType;

/** The type that fields belong to, and its part of their rules. */
interface Owner {
  readonly typeName: string;
  /** The type's name and those of its interfaces. */
  readonly chain: readonly string[];
  readonly full: Rule;
  readonly guard: Rule;
  readonly operation: string | undefined;
}

/** The type that fields return, and its part of their rules. */
interface Edge {
  readonly typeName: string;
  readonly full: Rule;
  readonly guard: Rule;
}

const NO_EDGE: Edge = { typeName: '', full: OPEN, guard: OPEN };

function ownerOf(
  type: Composite,
  policy: AuthPolicy,
  operation: string | undefined,
  combine: Combine,
): Owner {
  const chain = [type, ...interfacesOf(type)].map(({ name }) => name);
  const full = all(
    chain.map((name) => askedOfParent(policy.rules.get(name) ?? OPEN, type.name)),
    combine,
  );
  // A type's own policies are asked once, where the object is reached, not again at each of its fields.
  const guard = operation === undefined ? withoutParentPolicies(full) : full;
  return { typeName: type.name, chain, full, guard, operation };
}

function edgeOf(type: GraphQLNamedType, policy: AuthPolicy, combine: Combine): Edge {
  const typeName = type.name;
  if (isLeafType(type)) {
    // A leaf is no object: its rule is asked of the object that the field belongs to.
    const rule = askedOfParent(policy.rules.get(typeName) ?? OPEN, typeName);
    return { typeName, full: rule, guard: rule };
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return { ...NO_EDGE, typeName };
  const chain = [type, ...interfacesOf(type)];
  const full = all(
    chain.map(({ name }) => askedOfValue(policy.rules.get(name) ?? OPEN, typeName)),
    combine,
  );
  // Of an abstract type the value is asked once its concrete type is known, by the guard of `resolveType`.
  return { typeName, full, guard: isInterfaceType(type) ? withoutValueRequirements(full) : full };
}

function fieldRules(
  owner: Owner,
  fieldName: string,
  edge: Edge,
  policy: AuthPolicy,
  combine: Combine,
): FieldRules {
  const { typeName, chain, operation } = owner;
  const coordinate = `${typeName}.${fieldName}`;
  const written = all(
    chain.map((name) => askedOfParent(policy.rules.get(`${name}.${fieldName}`) ?? OPEN, coordinate)),
    combine,
  );
  const ofField = policy.undeclared.has(coordinate) && policy.closeUndeclared ? CLOSED : written;
  const before = combine(owner.guard, ofField);
  return {
    coordinate,
    typeName,
    fieldName,
    returns: edge.typeName,
    operation,
    before,
    edge: edge.guard,
    rule: combine(before, edge.guard),
    full: combine(combine(owner.full, ofField), edge.full),
    nullOnDeny: policy.nullOnDeny.has(coordinate),
    elevates: policy.publics.get(coordinate)?.elevates ?? false,
  };
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

function faultsOf({ coordinate, full, operation }: FieldRules): readonly Finding[] {
  const faults: Finding[] = [];
  // The rule of the guard asks less of each group, and so never has more of them.
  if (full.length > MAX_GROUPS) {
    faults.push({ coordinate, message: `The combined rule has more than ${MAX_GROUPS} groups.` });
  }
  if (operation !== undefined && full.some((group) => group.parent.some(({ kind }) => kind === 'owner'))) {
    faults.push({ coordinate, message: 'owner cannot reach a root field: there is no object to ask.' });
  }
  return faults;
}
