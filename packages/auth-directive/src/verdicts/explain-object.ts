import { isAbstractType, isCompositeType, isEnumType } from 'graphql';
import type { Host } from '../core/host.js';
import { type MaybePromise, mapMaybePromise, resolveValues } from '../core/maybe-promise.js';
import type { ResolvedCaller } from '../core/resolved-caller.js';
import { ANY_PRINCIPAL, type Requirement, type Rule, type Side } from '../core/rule.js';
import {
  evaluateRequirements,
  propertyOf,
  type RequirementContext,
} from '../execution/evaluate-requirements.js';
import { createPolicyRunner } from '../execution/policy-runner.js';
import { type ElementSources, sourcesOf } from '../reports/element-sources.js';
import { type Explanation, explainSources } from '../reports/explain.js';
import type { GuardedField } from '../schema/guarded-field.js';
import type { GuardedSchema } from '../schema/guarded-schema.js';
import { type GivenArguments, givenArguments, withInputRules } from './given-arguments.js';

/** What an element is explained for: `owner` and policies are evaluated on it. */
export interface ExplainOptions<Context> {
  /** The object that the field belongs to or, for a type, the object itself. A root field has none. */
  readonly object?: unknown;
  /**
   * What the field returns, or an item of its list, where the type of the field has a rule: an object, for an
   * interface or a union with a `__typename`, or an enum value.
   */
  readonly value?: unknown;
  /** The arguments of the field, as a client sends them in variables. */
  readonly args?: Readonly<Record<string, unknown>>;
  /** The context that policies receive. */
  readonly context?: Context;
}

/** A requirement with the object and the arguments to evaluate it on. */
interface Question {
  readonly requirement: Requirement;
  readonly side: Side;
  readonly object: unknown;
  readonly args: GivenArguments['args'];
}

/**
 * Explains one element for one caller, with the results of its owners and policies. Each of them is
 * evaluated, as guards do. What needs an object that was not given stays undecided, and so does a policy that
 * fails without a context. Throws a RangeError for
 * an unknown coordinate, and a TypeError for arguments that do not fit the field.
 */
export async function explainForObject(
  guarded: GuardedSchema,
  resolvedCaller: ResolvedCaller,
  coordinate: string,
  explainOptions: ExplainOptions<unknown>,
): Promise<Explanation> {
  const field = guarded.fields.get(coordinate) ?? guarded.fields.get(coordinate.replace(/\(.*$/, ''));
  const given = givenArguments(guarded.schema, field, explainOptions.args);
  const isField = field?.coordinate === coordinate;
  const returns = isField ? valueTypeOf(guarded, field, explainOptions.value) : undefined;
  const ofElement = sourcesOf(guarded, coordinate, returns);
  const sources = isField
    ? withEnumValue(withInputRules(ofElement, guarded, field, given), guarded, field, explainOptions.value)
    : ofElement;
  if (resolvedCaller.kind === 'anonymous') return explainSources(guarded, resolvedCaller, sources, new Map());
  const requirementContext: Omit<RequirementContext, 'args'> = {
    host: guarded.host,
    policyRunner: createPolicyRunner(guarded.host, true),
    caller: resolvedCaller.caller,
    isNamedByClient: () => false,
    context: explainOptions.context,
    coordinate,
  };
  const answers = new Map<string, MaybePromise<boolean | undefined>>();
  for (const question of questionsOf(sources, guarded, field, given, explainOptions)) {
    const { key } = question.requirement;
    if (!answers.has(key)) answers.set(key, ask(question, requirementContext));
  }
  const evaluated = [...(await resolveValues(answers))].flatMap(([key, answer]) =>
    answer === undefined ? [] : [[key, answer] as const],
  );
  return explainSources(guarded, resolvedCaller, sources, new Map(evaluated));
}

/** Returns the concrete type of the value of an interface or union whose types have rules. */
function valueTypeOf(
  { schema, abstractTypesWithRules }: GuardedSchema,
  { coordinate, returns }: GuardedField,
  value: unknown,
): string | undefined {
  const returned = schema.getType(returns);
  if (value === undefined || !isAbstractType(returned) || !abstractTypesWithRules.has(returns))
    return undefined;
  const typeName = propertyOf(value, '__typename');
  const found = schema.getPossibleTypes(returned).find(({ name }) => name === typeName);
  if (found === undefined)
    throw new TypeError(`${coordinate} returns ${returns}; name the type of the value in __typename.`);
  return found.name;
}

/** Adds the rule of an enum value that the field returns. */
function withEnumValue(
  sources: ElementSources,
  { schema, inputs }: GuardedSchema,
  { coordinate, returns }: GuardedField,
  value: unknown,
): ElementSources {
  const type = schema.getType(returns);
  if (value === undefined || !isEnumType(type)) return sources;
  const values = type.getValues();
  const found =
    values.find((each) => Object.is(each.value, value)) ?? values.find(({ name }) => name === value);
  if (found === undefined) throw new TypeError(`${coordinate} returns ${returns}, which has no such value.`);
  const element = inputs.types.get(returns)?.values.get(found.name);
  if (element === undefined) return sources;
  const { rule } = element.compiled;
  const written = [...sources.written, { writtenOn: element.coordinate, rule }];
  return { ...sources, rules: [...sources.rules, rule], written };
}

/** Returns what can be evaluated: the requirements on an object that was given. */
function questionsOf(
  { coordinate, written }: ElementSources,
  { schema }: GuardedSchema,
  field: GuardedField | undefined,
  { args }: GivenArguments,
  { object, value }: ExplainOptions<unknown>,
): readonly Question[] {
  const isObjectItself = isCompositeType(schema.getType(coordinate));
  const isRoot = field?.operation !== undefined;
  const ofSide: Readonly<Record<Side, unknown>> = { parent: object, value: isObjectItself ? object : value };
  return written.flatMap(({ rule }) =>
    requirementsOf(rule).flatMap(([side, requirement]): readonly Question[] => {
      const isGiven = ofSide[side] !== undefined || (side === 'parent' && isRoot);
      // A policy of the type was asked where the object was reached, with the arguments of another field.
      const isReached =
        side === 'parent' &&
        !isRoot &&
        requirement.kind === 'policy' &&
        requirement.coordinate === field?.typeName;
      const asked = isReached ? {} : args;
      if (!isGiven || (asked === undefined && requirement.kind === 'policy')) return [];
      return [{ requirement, side, object: ofSide[side], args: asked }];
    }),
  );
}

function requirementsOf(rule: Rule): readonly (readonly [Side, Requirement])[] {
  return rule.flatMap(({ parent, value }) => [
    ...parent.map((each) => ['parent', each] as const),
    ...value.map((each) => ['value', each] as const),
  ]);
}

/**
 * Evaluates one requirement, as a rule of its own. Undefined for a policy that fails without a context: with
 * one, it might have answered.
 */
function ask(
  { requirement, side, object, args = {} }: Question,
  requirementContext: Omit<RequirementContext, 'args'>,
): MaybePromise<boolean | undefined> {
  const group = { ...ANY_PRINCIPAL, [side]: [requirement] };
  const { watched, hasFailed } = watchFailures(requirementContext);
  const outcome = evaluateRequirements([group], side, object, { ...watched, args });
  return mapMaybePromise(outcome, ({ groups }) => (hasFailed() ? undefined : groups.length > 0));
}

/** Tells whether a policy has failed where no context was given. */
function watchFailures(requirementContext: Omit<RequirementContext, 'args'>): {
  readonly watched: Omit<RequirementContext, 'args'>;
  readonly hasFailed: () => boolean;
} {
  if (requirementContext.context !== undefined)
    return { watched: requirementContext, hasFailed: () => false };
  let hasFailed = false;
  const { host: guardedHost } = requirementContext;
  const host: Host = {
    ...guardedHost,
    log(entry) {
      if (entry.code === 'AUTH_POLICY_FAILED') hasFailed = true;
      guardedHost.log(entry);
    },
  };
  const policyRunner = createPolicyRunner(host, true);
  return { watched: { ...requirementContext, host, policyRunner }, hasFailed: () => hasFailed };
}
