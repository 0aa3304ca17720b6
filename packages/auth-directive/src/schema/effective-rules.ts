import {
  type GraphQLNamedType,
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
  bindToParent,
  bindToValue,
  type Combine,
  createCombine,
  MAX_GROUPS,
  withoutParentPolicies,
  withoutValueRequirements,
} from '../core/rule-algebra.js';
import type { AuthPolicy } from './read-policy.js';
import { type Composite, rootTypeNames, typeChain } from './schema-types.js';

/** The combined rules of one field. */
export interface FieldRules {
  readonly coordinate: string;
  readonly typeName: string;
  readonly fieldName: string;
  /** The name of the named type that it returns. */
  readonly returns: string;
  /** The operation type, for a root field. */
  readonly operation: string | undefined;
  /** The rule that must hold before the resolver runs: that of the field and of the type it belongs to. */
  readonly before: Rule;
  /** The rule of the returned type. */
  readonly edge: Rule;
  /** Both combined, as the guard evaluates them: without what another guard on the same path evaluates. */
  readonly rule: Rule;
  /** Both combined, with every member that is written in the schema: for reports. */
  readonly full: Rule;
  /** Whether a refused field is null, without an error. */
  readonly nullOnDeny: boolean;
  /** Whether refused items are left out of the list that the field returns, without an error. */
  readonly filterOnDeny: boolean;
  readonly elevates: boolean;
}

/** The combined rules of a schema. */
export interface EffectiveRules {
  /** The fields of objects and interfaces, by coordinate. */
  readonly fields: ReadonlyMap<string, FieldRules>;
  /** The rule of each object type or interface on the values that fields return, by type name. */
  readonly edges: ReadonlyMap<string, Rule>;
}

/**
 * Combines, for field f of type P with named return type N: own(P), own(P.f), own(I) and own(I.f) of every
 * interface I of P, and the rule of N. No rule weakens another. Throws `AuthSchemaError` for a combined rule
 * that is too large, and for an owner that a root field inherits.
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

/** The type that fields belong to, and its part of their rules. */
interface Owner {
  readonly typeName: string;
  /** The type's name and those of its interfaces. */
  readonly chain: readonly string[];
  readonly full: Rule;
  readonly guardRule: Rule;
  readonly operation: string | undefined;
}

/** The type that fields return, and its part of their rules. */
interface Edge {
  readonly typeName: string;
  readonly full: Rule;
  readonly guardRule: Rule;
}

const NO_EDGE: Edge = { typeName: '', full: OPEN, guardRule: OPEN };

function ownerOf(
  type: Composite,
  policy: AuthPolicy,
  operation: string | undefined,
  combine: Combine,
): Owner {
  const chain = typeChain(type);
  const full = all(
    chain.map((name) => bindToParent(policy.rules.get(name) ?? OPEN, type.name)),
    combine,
  );
  // The policies of a type run once, where the object is reached, and not again for each of its fields.
  const guardRule = operation === undefined ? withoutParentPolicies(full) : full;
  return { typeName: type.name, chain, full, guardRule, operation };
}

function edgeOf(type: GraphQLNamedType, policy: AuthPolicy, combine: Combine): Edge {
  const typeName = type.name;
  if (isLeafType(type)) {
    // A leaf is not an object: its rule is evaluated on the object that the field belongs to.
    const rule = bindToParent(policy.rules.get(typeName) ?? OPEN, typeName);
    return { typeName, full: rule, guardRule: rule };
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return { ...NO_EDGE, typeName };
  const full = all(
    typeChain(type).map((name) => bindToValue(policy.rules.get(name) ?? OPEN, typeName)),
    combine,
  );
  // The value of an abstract type is checked once its concrete type is known, by the guard of `resolveType`.
  return { typeName, full, guardRule: isInterfaceType(type) ? withoutValueRequirements(full) : full };
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
    chain.map((name) => bindToParent(policy.rules.get(`${name}.${fieldName}`) ?? OPEN, coordinate)),
    combine,
  );
  const ofField = policy.undeclared.has(coordinate) && policy.closeUndeclared ? CLOSED : written;
  const before = combine(owner.guardRule, ofField);
  return {
    coordinate,
    typeName,
    fieldName,
    returns: edge.typeName,
    operation,
    before,
    edge: edge.guardRule,
    rule: combine(before, edge.guardRule),
    full: combine(combine(owner.full, ofField), edge.full),
    nullOnDeny: policy.nullOnDeny.has(coordinate),
    filterOnDeny: policy.filterOnDeny.has(coordinate),
    elevates: policy.publics.get(coordinate)?.elevates ?? false,
  };
}

function faultsOf({ coordinate, full, operation }: FieldRules): readonly Finding[] {
  const faults: Finding[] = [];
  // The guard's rule has the same groups with fewer requirements, so it never has more groups.
  if (full.length > MAX_GROUPS) {
    faults.push({ coordinate, message: `The combined rule has more than ${MAX_GROUPS} groups.` });
  }
  if (operation !== undefined && full.some((group) => group.parent.some(({ kind }) => kind === 'owner'))) {
    faults.push({ coordinate, message: 'owner cannot apply to a root field, which has no parent object.' });
  }
  return faults;
}
