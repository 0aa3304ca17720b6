import {
  defaultTypeResolver,
  type GraphQLAbstractType,
  type GraphQLError,
  type GraphQLResolveInfo,
  type GraphQLTypeResolver,
  getArgumentValues,
  isAbstractType,
} from 'graphql';
import { GRANTED } from '../core/evaluate-rule.js';
import {
  handledRejection,
  isPromiseLike,
  type MaybePromise,
  mapMaybePromise,
} from '../core/maybe-promise.js';
import { refusalOf } from '../core/refusal.js';
import {
  evaluateRequirements,
  type RequirementOutcome,
  withOwnerAnswers,
} from '../execution/evaluate-requirements.js';
import { type ExecutionState, verdictOf } from '../execution/execution-state.js';
import { type CheckValue, DENIED } from './check-values.js';
import type { GuardContext, GuardedCall } from './guard-context.js';

type TypeResolver = GraphQLTypeResolver<unknown, unknown>;

/**
 * The guard of an abstract type: asks the concrete type's edge as soon as the type is known. It throws while the
 * executor completes the value, so that the error has the value's own path.
 */
export function guardType(
  guardContext: GuardContext,
  inner: TypeResolver = defaultTypeResolver,
): TypeResolver {
  // One info serves all items of a list. When one of them is late all that follow are: see handledRejection.
  const late = new WeakSet<GraphQLResolveInfo>();
  return function guarded(value, context, info, abstractType) {
    const state = guardContext.executionStates.of(context, info);
    const check = (typeName: string | undefined): MaybePromise<string | undefined> => {
      return mapMaybePromise(checkConcreteType(guardContext, typeName, value, state, info), (error) => {
        return error === undefined ? typeName : handledRejection(error());
      });
    };
    const typeName = inner(value, context, info, abstractType);
    if (!isPromiseLike(typeName) && !late.has(info)) {
      const judged = check(typeName);
      if (!(judged instanceof Promise)) return judged;
      late.add(info);
      return judged;
    }
    late.add(info);
    return Promise.resolve(typeName).then(check);
  };
}

/**
 * Where a field answers null when it is refused, its own guard resolves the type first, with the type's own
 * resolver; a type that cannot be resolved is left to the executor, which says so.
 */
export function checkConcreteTypeFirst(
  abstractName: string,
  inner: TypeResolver = defaultTypeResolver,
): (call: GuardedCall) => CheckValue {
  return ({ guard, state, info }) => {
    const abstractType = info.schema.getType(abstractName);
    const check = (value: unknown, typeName: unknown): unknown => {
      return mapMaybePromise<CreateRefusalError, unknown>(
        checkConcreteType(guard.guardContext, typeName, value, state, info),
        (error) => (error === undefined ? value : DENIED),
      );
    };
    return (value) => {
      if (!isAbstractType(abstractType)) return DENIED;
      const typeName = typeOf(inner, value, state, info, abstractType);
      return isPromiseLike(typeName)
        ? typeName.then(
            (name) => check(value, name),
            () => value,
          )
        : check(value, typeName);
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
  // What is no name, and no type's name, is left to the executor, which says so.
  const edge = guardContext.guarded.edges.get(String(typeName));
  if (edge === undefined) return undefined;
  const verdict = verdictOf(state, edge);
  if (verdict === GRANTED) return undefined;
  const { resolvedCaller, context, policyRunner, now } = state;
  const { host } = guardContext;
  const coordinate = `${info.parentType.name}.${info.fieldName}`;
  const refuse = (answers?: ReadonlyMap<string, boolean>) => (): GraphQLError =>
    host.refuse(
      refusalOf(edge.rule, { coordinate }, resolvedCaller, now, answers),
      resolvedCaller,
      context,
      'execution',
    );
  if (verdict.groups.length === 0 || resolvedCaller.kind === 'anonymous') return refuse();
  const requirementContext = {
    host,
    policyRunner,
    caller: resolvedCaller.caller,
    args: argumentsOf(info),
    context,
    coordinate,
  };
  return mapMaybePromise<RequirementOutcome, CreateRefusalError>(
    evaluateRequirements(verdict.groups, 'value', value, requirementContext),
    ({ groups, answers }) =>
      groups.length > 0
        ? undefined
        : refuse(withOwnerAnswers(edge.rule, 'value', value, requirementContext, answers)),
  );
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
    // The executor asks again, and reports it.
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
