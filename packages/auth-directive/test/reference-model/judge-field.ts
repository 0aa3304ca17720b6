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
import { errorKey, type ReferenceCaller, type StoredObject } from './types.js';
import { judge, judgeInOrder, type Subject, type Verdict } from './verdict.js';

/** What stays the same while one operation is judged. */
export type EvaluationContext = {
  readonly schema: GraphQLSchema;
  readonly roles: readonly string[];
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly coerced: Readonly<Record<string, unknown>>;
  /** Whether guards alone answer, which see no variables but the coerced ones. */
  readonly seesCoerced: boolean;
};

/** The answer about one selected field: it may run so far as is known, or each wording of its refusal. */
export type FieldVerdict =
  | { readonly truth: 'yes' | 'unknown' }
  | { readonly truth: 'no'; readonly keys: readonly string[] };

/** The wordings of a refusal. */
export function refusalKeys(verdict: Verdict, coordinate: string, argumentPath?: string): string[] {
  if (verdict.truth !== 'no') return [];
  return verdict.codes.map((code) => errorKey(code, verdict.reason, coordinate, argumentPath));
}

/** The coerced arguments, the same that the resolver gets; undefined when they cannot be coerced. */
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

/** Where the object of a judgement stands: not there yet, there, or a root, which needs none. */
export type ObjectState = 'absent' | 'root' | StoredObject;

function subjectOf(objectState: ObjectState, args: Record<string, unknown> | undefined): Subject {
  if (objectState === 'absent') return undefined;
  const subject: PolicySubject = {
    object: objectState === 'root' ? undefined : objectState,
    args: args ?? {},
  };
  return subject;
}

/** The refusals of what the client provided to this field. */
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
 * Judges a field before its resolver: its own rules and its type's on the object it belongs to, and the rules of the type it answers so
 * far as they need no instance. An elevating field is not asked about the type it answers: that is judged after the mutation.
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
