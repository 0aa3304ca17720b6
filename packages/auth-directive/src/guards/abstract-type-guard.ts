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
import { isLater, type Ready, refusedLater, whenReady } from '../core/maybe-promise.js';
import { refusalOf } from '../core/refusal.js';
import { type Settled, settle, withOwners } from '../execution/evaluate-requirements.js';
import { type ExecutionState, verdictOf } from '../execution/execution-state.js';
import { DENIED, type JudgeOne } from './check-values.js';
import type { Call, GuardRoom } from './guard-context.js';

type TypeResolver = GraphQLTypeResolver<unknown, unknown>;

/**
 * The guard of an abstract type: asks the concrete type's edge as soon as the type is known. It throws while the
 * executor completes the value, so that the error has the value's own path.
 */
export function guardType(room: GuardRoom, inner: TypeResolver = defaultTypeResolver): TypeResolver {
  // One info serves all items of a list. When one of them is late all that follow are: see refusedLater.
  const late = new WeakSet<GraphQLResolveInfo>();
  return function guarded(value, context, info, abstractType) {
    const state = room.executions.of(context, info);
    const judge = (typeName: string | undefined): Ready<string | undefined> => {
      return whenReady(judgeConcrete(room, typeName, value, state, info), (error) => {
        return error === undefined ? typeName : refusedLater(error());
      });
    };
    const typeName = inner(value, context, info, abstractType);
    if (!isLater(typeName) && !late.has(info)) {
      const judged = judge(typeName);
      if (!(judged instanceof Promise)) return judged;
      late.add(info);
      return judged;
    }
    late.add(info);
    return Promise.resolve(typeName).then(judge);
  };
}

/**
 * Where a field answers null when it is refused, its own guard resolves the type first, with the type's own
 * resolver; a type that cannot be resolved is left to the executor, which says so.
 */
export function judgeTypeFirst(
  abstractName: string,
  inner: TypeResolver = defaultTypeResolver,
): (call: Call) => JudgeOne {
  return ({ guard, state, info }) => {
    const abstractType = info.schema.getType(abstractName);
    const judge = (value: unknown, typeName: unknown): unknown => {
      return whenReady<Refused, unknown>(judgeConcrete(guard.room, typeName, value, state, info), (error) =>
        error === undefined ? value : DENIED,
      );
    };
    return (value) => {
      if (!isAbstractType(abstractType)) return DENIED;
      const typeName = typeOf(inner, value, state, info, abstractType);
      return isLater(typeName)
        ? typeName.then(
            (name) => judge(value, name),
            () => value,
          )
        : judge(value, typeName);
    };
  };
}

type Refused = (() => GraphQLError) | undefined;

function judgeConcrete(
  room: GuardRoom,
  typeName: unknown,
  value: unknown,
  state: ExecutionState,
  info: GraphQLResolveInfo,
): Ready<Refused> {
  // What is no name, and no type's name, is left to the executor, which says so.
  const edge = room.guarded.edges.get(String(typeName));
  if (edge === undefined) return undefined;
  const verdict = verdictOf(state, edge);
  if (verdict === GRANTED) return undefined;
  const { standing, context, desk, now } = state;
  const { host } = room;
  const coordinate = `${info.parentType.name}.${info.fieldName}`;
  const refuse = (answers?: ReadonlyMap<string, boolean>) => (): GraphQLError =>
    host.refuse(refusalOf(edge.rule, { coordinate }, standing, now, answers), standing, context, 'execution');
  if (verdict.groups.length === 0 || standing.kind === 'anonymous') return refuse();
  const asking = { host, desk, caller: standing.caller, args: argumentsOf(info), context, coordinate };
  return whenReady<Settled, Refused>(settle(verdict.groups, 'value', value, asking), ({ groups, answers }) =>
    groups.length > 0 ? undefined : refuse(withOwners(edge.rule, 'value', value, asking, answers)),
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
