import {
  type FieldNode,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  type OperationDefinitionNode,
} from 'graphql';
import type { PolicySubject } from './policies.js';
import { type ClientInput, providedInputs } from './provided-inputs.js';
import { edgeRules, fieldRules } from './read-rules.js';
import { errorKey, type ReferenceCaller, type ReferenceRoles, type StoredObject } from './types.js';
import { judge, judgeInOrder, type Subject, type Verdict } from './verdict.js';

/** What is constant during one operation. */
export type EvaluationContext = {
  readonly schema: GraphQLSchema;
  readonly roles: ReferenceRoles;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly coerced: Readonly<Record<string, unknown>>;
  /** Whether the guards alone decide; they have only the coerced variables. */
  readonly seesCoerced: boolean;
};

/**
 * The result for one selected field: it may run as far as is known, or each accepted error of its refusal.
 */
export type FieldVerdict =
  | { readonly truth: 'yes' | 'unknown' }
  | { readonly truth: 'no'; readonly keys: readonly string[] };

/** Returns the accepted errors of a refusal. */
export function refusalKeys(verdict: Verdict, coordinate: string, argumentPath?: string): string[] {
  if (verdict.truth !== 'no') return [];
  return verdict.codes.map((code) => errorKey(code, verdict.reason, coordinate, argumentPath));
}

/** Returns the coerced arguments that the resolver receives, or undefined when they cannot be coerced. */
function coercedArguments(
  evaluation: EvaluationContext,
  parent: GraphQLObjectType | GraphQLInterfaceType,
  node: FieldNode,
): Record<string, unknown> | undefined {
  const field = parent.getFields()[node.name.value];
  if (field === undefined) return undefined;
  try {
    return getArgumentValues(field, node, { ...evaluation.coerced });
  } catch {
    return undefined;
  }
}

/** The object of an evaluation: not resolved yet, resolved, or none for a root field. */
export type ObjectState = 'absent' | 'root' | StoredObject;

function subjectOf(objectState: ObjectState, args: Record<string, unknown> | undefined): Subject {
  if (objectState === 'absent') return undefined;
  const subject: PolicySubject = {
    object: objectState === 'root' ? undefined : objectState,
    args: args ?? {},
  };
  return subject;
}

/** Returns the refusals of the inputs that the client provided to this field. */
export function inputRefusals(
  evaluation: EvaluationContext,
  parent: GraphQLObjectType | GraphQLInterfaceType,
  node: FieldNode,
  caller: ReferenceCaller,
  objectState: ObjectState,
): string[] {
  const { operation, variables, seesCoerced } = evaluation;
  const client: ClientInput = { operation, variables, seesCoerced };
  const subject = subjectOf(objectState, coercedArguments(evaluation, parent, node));
  return providedInputs(parent, node, client).flatMap((input) => {
    const verdict = judge([{ rules: input.rules, subject }], caller, evaluation.roles);
    return refusalKeys(verdict, input.coordinate, input.argumentPath);
  });
}

/**
 * Evaluates a field before its resolver: its own rules and those of its parent type on the parent object, and
 * the rules of its result type as far as they need no object. The result type of an elevating field is
 * evaluated after the mutation.
 */
export function judgeField(
  evaluation: EvaluationContext,
  parent: GraphQLObjectType | GraphQLInterfaceType,
  node: FieldNode,
  caller: ReferenceCaller,
  objectState: ObjectState,
  asksEdge = true,
): FieldVerdict {
  const field = parent.getFields()[node.name.value];
  if (field === undefined) return { truth: 'yes' };
  const subject = subjectOf(objectState, coercedArguments(evaluation, parent, node));
  const decide = objectState === 'root' ? judge : judgeInOrder;
  const verdict = decide(
    [
      { rules: fieldRules(parent, field.name), subject },
      { rules: asksEdge ? edgeRules(getNamedType(field.type)) : [], subject: undefined },
    ],
    caller,
    evaluation.roles,
  );
  if (verdict.truth !== 'no') return verdict;
  return { truth: 'no', keys: refusalKeys(verdict, `${parent.name}.${field.name}`) };
}
