import { getNamedType, getNullableType, isAbstractType, isListType, isObjectType } from 'graphql';
import type { Policy, PolicySettings, Principal } from '../core/auth-options.js';
import { type Condition, isCondition } from '../core/condition.js';
import { evaluateRule, GRANTED } from '../core/evaluate-rule.js';
import type { Host } from '../core/host.js';
import { isPromiseLike } from '../core/maybe-promise.js';
import type { ResolvedCaller } from '../core/resolved-caller.js';
import { OPEN, type PolicyRequirement, type Requirement, type Rule } from '../core/rule.js';
import type { GuardedSchema } from '../schema/guarded-schema.js';

/**
 * What a caller may see of a type, for the query of a resolver: everything, nothing, or the objects for which
 * all conditions of at least one group hold.
 */
export type Filter =
  | { readonly kind: 'all' }
  | { readonly kind: 'none' }
  | { readonly kind: 'conditions'; readonly anyOf: readonly (readonly Condition[])[] };

const ALL: Filter = { kind: 'all' };
const NONE: Filter = { kind: 'none' };

/**
 * Evaluates the rule of an object type, or of a field that returns a list of objects, as far as the caller
 * alone decides it, and returns what remains. Throws a RangeError for any other coordinate, and an Error for
 * a rule that cannot be expressed: a policy without a condition, or a rule of the field on its parent object.
 */
export function filterFor(
  guarded: GuardedSchema,
  resolvedCaller: ResolvedCaller,
  coordinate: string,
  context: unknown,
): Filter {
  const { typeName, before } = targetOf(guarded, coordinate);
  const { host } = guarded;
  const rule = guarded.edges.get(typeName)?.rule ?? OPEN;
  for (const requirement of rule.flatMap(({ value }) => value)) requireCondition(host, typeName, requirement);
  const now = host.now();
  const ofField = evaluateRule(before, resolvedCaller, now);
  if (ofField !== GRANTED) {
    if (ofField.groups.length === 0) return NONE;
    throw new Error(
      `The rule of ${coordinate} depends on the object that the field belongs to or on a policy of the field. ` +
        `Its guard evaluates that before the resolver; call filterFor with "${typeName}".`,
    );
  }
  const verdict = evaluateRule(rule, resolvedCaller, now);
  if (verdict === GRANTED) return ALL;
  if (resolvedCaller.kind === 'anonymous') return NONE;
  return filterOf(verdict.groups, (requirement) =>
    conditionOf(host, requirement, resolvedCaller.caller, context),
  );
}

interface Target {
  readonly typeName: string;
  /** The rule that must hold before the resolver of the field runs. */
  readonly before: Rule;
}

function targetOf({ schema, fields }: GuardedSchema, coordinate: string): Target {
  const field = fields.get(coordinate);
  const owner = field && schema.getType(field.typeName);
  const returned = owner && 'getFields' in owner ? owner.getFields()[field.fieldName]?.type : undefined;
  const isList = returned !== undefined && isListType(getNullableType(returned));
  const type = isList ? getNamedType(returned) : schema.getType(coordinate);
  if (isAbstractType(type)) {
    const names = schema.getPossibleTypes(type).map(({ name }) => name);
    throw new RangeError(
      `${type.name} is abstract; call filterFor for each of its types: ${names.join(', ')}.`,
    );
  }
  if (!isObjectType(type))
    throw new RangeError(
      `${coordinate} is neither an object type nor a field that returns a list of objects.`,
    );
  return { typeName: type.name, before: field?.before ?? OPEN };
}

function requireCondition({ policies }: Host, typeName: string, requirement: Requirement): void {
  if (requirement.kind !== 'policy' || conditionalPolicy(policies.get(requirement.name))) return;
  throw new Error(
    `The rule of ${typeName} has the policy "${requirement.name}", which has no condition. ` +
      'Define the policy as { evaluate, condition } or { batch, condition }.',
  );
}

function filterOf(groups: Rule, conditionOn: (requirement: Requirement) => Condition | boolean): Filter {
  const anyOf: (readonly Condition[])[] = [];
  for (const { value } of groups) {
    const conditions = value.map(conditionOn);
    if (conditions.includes(false)) continue;
    const remaining = conditions.filter((each) => typeof each !== 'boolean');
    if (remaining.length === 0) return ALL;
    anyOf.push(remaining);
  }
  return anyOf.length === 0 ? NONE : { kind: 'conditions', anyOf };
}

function conditionOf(
  host: Host,
  requirement: Requirement,
  caller: Principal,
  context: unknown,
): Condition | boolean {
  return requirement.kind === 'owner'
    ? { kind: 'equals', property: requirement.property, value: caller.id }
    : policyCondition(host, requirement, caller, context);
}

/** Returns the condition of a policy. One that throws or is malformed refuses, like a policy that fails. */
function policyCondition(
  host: Host,
  { name, params, coordinate }: PolicyRequirement,
  caller: Principal,
  context: unknown,
): Condition | boolean {
  try {
    const policy = conditionalPolicy(host.policies.get(name));
    const condition: unknown = policy?.condition?.({ caller, context, params, coordinate });
    if (typeof condition === 'boolean' || isCondition(condition)) return condition;
    // A rejection that nobody handles would end the process.
    if (isPromiseLike(condition)) Promise.resolve(condition).catch(() => undefined);
    throw new Error('The result is neither a condition nor a boolean.');
  } catch (cause) {
    const message = `The condition of the policy "${name}" failed; it admits no object.`;
    host.log({ code: 'AUTH_POLICY_FAILED', coordinate, message, cause });
  }
  return false;
}

function conditionalPolicy(policy: Policy<unknown> | undefined): PolicySettings | undefined {
  return typeof policy === 'object' && policy.condition !== undefined ? policy : undefined;
}
