import { type GraphQLEnumType, type GraphQLOutputType, isEnumType } from 'graphql';
import { type EvaluationState, type FieldEvaluation, type Outcome, refuse } from './execution-outcome.js';
import { refusalKeys } from './judge-field.js';
import { ownRules, type Rule } from './read-rules.js';
import type { Path, StoredValue } from './types.js';
import { judge } from './verdict.js';

function guardedEnumValue(type: GraphQLEnumType, name: unknown): { rules: Rule[]; name: string } | undefined {
  const value = type.getValues().find((each) => each.name === name);
  return value === undefined ? undefined : { rules: ownRules(value), name: value.name };
}

/** Returns a scalar, or the value of an enum if its rule admits the caller. */
export function completeLeaf(
  state: EvaluationState,
  position: FieldEvaluation,
  type: GraphQLOutputType,
  storedValue: StoredValue,
  path: Path,
): Outcome {
  if (isEnumType(type)) {
    const value = guardedEnumValue(type, storedValue);
    const rules = value?.rules ?? [];
    const verdict = judge([{ rules, subject: undefined }], position.judged.caller, state.evaluation.roles);
    if (verdict.truth === 'no') {
      return refuse(state, position, path, [
        ...refusalKeys(verdict, `${type.name}.${value?.name}`),
        ...refusalKeys(verdict, `${position.parent.name}.${position.node.name.value}`),
      ]);
    }
  }
  return { propagates: false, value: storedValue };
}
