import {
  type GraphQLAbstractType,
  type GraphQLError,
  type GraphQLResolveInfo,
  type GraphQLTypeResolver,
  getArgumentValues,
  isAbstractType,
} from 'graphql';
import { type Answers, GRANTED } from '../core/evaluate-rule.js';
import {
  handledRejection,
  isPromiseLike,
  type MaybePromise,
  mapMaybePromise,
  mapPromiseLike,
} from '../core/maybe-promise.js';
import {
  evaluateRequirements,
  type RequirementOutcome,
  requirementContextOf,
  withOwnerAnswers,
} from '../execution/evaluate-requirements.js';
import { type ExecutionState, verdictOf } from '../execution/execution-state.js';
import { refuseInExecution } from '../execution/refuse-in-execution.js';
import { reportCallerGrant, reportObjectGrant } from '../execution/report-grants.js';
import { type CheckValue, DENIED } from './check-values.js';
import type { GuardContext, GuardedCall } from './guard-context.js';
import { mayThrowInValue } from './may-throw.js';

type TypeResolver = GraphQLTypeResolver<unknown, unknown>;

/**
 * Wraps `resolveType` of an abstract type: evaluates the rule of the concrete type as soon as it is known.
 * The error is thrown while the executor completes the value, so that it has the value's own path.
 */
export function guardType(guardContext: GuardContext, inner: TypeResolver): TypeResolver {
  // All items of a list share one info. After an asynchronous item all others are too: see handledRejection.
  const asynchronous = new WeakSet<GraphQLResolveInfo>();
  return function guarded(value, context, info, abstractType) {
    const state = guardContext.executionStates.stateOf(context, info);
    const isAsynchronous = asynchronous.has(info);
    const check = (typeName: string | undefined): MaybePromise<string | undefined> => {
      return mapMaybePromise(checkConcreteType(guardContext, typeName, value, state, info), (error) => {
        if (error === undefined) return typeName;
        if (isAsynchronous || !mayThrowInValue(info)) return handledRejection(error());
        throw error();
      });
    };
    const typeName = inner(value, context, info, abstractType);
    if (!isPromiseLike(typeName) && !isAsynchronous) {
      const checked = check(typeName);
      if (!(checked instanceof Promise)) return checked;
      asynchronous.add(info);
      return checked;
    }
    asynchronous.add(info);
    return Promise.resolve(typeName).then(check);
  };
}

/**
 * Checks the concrete type in the guard of a field whose refusal is no error, by the type's own resolver, so
 * that a refused value becomes null or is left out. A type that cannot be resolved is left to the executor,
 * which reports the error. What is accepted here is not judged again: a policy runs once for each value.
 */
export function checkConcreteTypeFirst(
  abstractName: string,
  inner: TypeResolver,
): (call: GuardedCall) => CheckValue {
  return ({ guard, state, info }) => {
    const abstractType = info.schema.getType(abstractName);
    const check = (value: unknown, typeName: unknown): unknown => {
      return mapMaybePromise<CreateRefusalError, unknown>(
        checkConcreteType(guard.guardContext, typeName, value, state, info),
        (error) => {
          if (error !== undefined) return DENIED;
          acceptType(state, info, value, typeName);
          return value;
        },
      );
    };
    return (value) => {
      if (!isAbstractType(abstractType)) return DENIED;
      const typeName = typeOf(inner, value, state, info, abstractType);
      return mapPromiseLike<unknown, unknown>(
        typeName,
        (name) => check(value, name),
        () => value,
      );
    };
  };
}

type CreateRefusalError = (() => GraphQLError) | undefined;

function checkConcreteType(
  guardContext: GuardContext,
  typeName: unknown,
  value: unknown,
  state: ExecutionState,
  info: GraphQLResolveInfo,
): MaybePromise<CreateRefusalError> {
  // Anything that is not the name of an object type is left to the executor, which reports the error.
  const edge = guardContext.guarded.edges.get(String(typeName));
  if (edge === undefined) return undefined;
  const verdict = verdictOf(state, edge);
  const { host } = guardContext;
  if (verdict === GRANTED) {
    reportCallerGrant(host, state, edge.rule, String(typeName));
    return undefined;
  }
  if (isAccepted(state, info, value, typeName)) return undefined;
  const coordinate = `${info.parentType.name}.${info.fieldName}`;
  const refuse = (answersOf?: () => Answers) => (): GraphQLError =>
    refuseInExecution(host, state, edge.rule, coordinate, answersOf?.());
  if (verdict.groups.length === 0) return refuse();
  const requirementContext = requirementContextOf(host, state, coordinate, argumentsOf(info));
  if (requirementContext === undefined) return refuse();
  return mapMaybePromise<RequirementOutcome, CreateRefusalError>(
    evaluateRequirements(verdict.groups, 'value', value, requirementContext),
    ({ groups, answers }) => {
      if (groups.length === 0)
        return refuse(() => withOwnerAnswers(edge.rule, 'value', value, requirementContext, answers));
      reportObjectGrant(host, state, groups, String(typeName));
      return undefined;
    },
  );
}

function acceptType(
  state: ExecutionState,
  info: GraphQLResolveInfo,
  value: unknown,
  typeName: unknown,
): void {
  state.acceptedTypes ??= new WeakMap();
  const accepted = state.acceptedTypes.get(info) ?? new Map<unknown, unknown>();
  state.acceptedTypes.set(info, accepted.set(value, typeName));
}

function isAccepted(
  { acceptedTypes }: ExecutionState,
  info: GraphQLResolveInfo,
  value: unknown,
  typeName: unknown,
): boolean {
  return typeof typeName === 'string' && acceptedTypes?.get(info)?.get(value) === typeName;
}

function typeOf(
  inner: TypeResolver,
  value: unknown,
  { context }: ExecutionState,
  info: GraphQLResolveInfo,
  abstractType: GraphQLAbstractType,
): ReturnType<TypeResolver> {
  try {
    return inner(value, context, info, abstractType);
  } catch {
    // The executor calls the resolver again and reports the error.
  }
  return undefined;
}

function argumentsOf({
  parentType,
  fieldName,
  fieldNodes,
  variableValues,
}: GraphQLResolveInfo): Record<string, unknown> {
  const definition = parentType.getFields()[fieldName];
  const [node] = fieldNodes;
  return definition && node ? getArgumentValues(definition, node, variableValues) : {};
}
