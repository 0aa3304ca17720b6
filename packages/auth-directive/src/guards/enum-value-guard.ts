import { type GraphQLEnumType, GraphQLError } from 'graphql';
import { GRANTED } from '../core/evaluate-rule.js';
import { mapMaybePromise } from '../core/maybe-promise.js';
import {
  evaluateRequirements,
  type RequirementOutcome,
  requirementContextOf,
} from '../execution/evaluate-requirements.js';
import { verdictOf } from '../execution/execution-state.js';
import { refuseInExecution } from '../execution/refuse-in-execution.js';
import { reportCallerGrant, reportObjectGrant } from '../execution/report-grants.js';
import { isSilent } from '../schema/guarded-field.js';
import type { InputTypeRules } from '../schema/input-rules.js';
import { type CheckValue, DENIED } from './check-values.js';
import type { GuardedCall } from './guard-context.js';

/**
 * Checks the values of an enum that a field returns. A refused value is replaced in its own position;
 * requirements of its rule are evaluated on the object that the field belongs to.
 */
export function checkEnumValue(
  type: GraphQLEnumType,
  { values }: InputTypeRules,
): (call: GuardedCall) => CheckValue {
  return ({ guard, state, source, args }) =>
    (value) => {
      const name = enumValueName(type, value);
      if (name === undefined) return new GraphQLError(`Enum "${type.name}" cannot represent the value.`);
      const rule = values.get(name);
      if (rule === undefined) return value;
      const { coordinate, compiled } = rule;
      const verdict = verdictOf(state, compiled);
      const { host } = guard.guardContext;
      const refuse = (answers?: ReadonlyMap<string, boolean>): unknown => {
        if (isSilent(guard.field)) return DENIED;
        // The coordinate of a value that the caller cannot see would name it.
        const isHidden = host.hidesElements && verdict.groups.length === 0;
        const shown = isHidden ? guard.field.coordinate : coordinate;
        return refuseInExecution(host, state, compiled.rule, shown, answers);
      };
      const requirementContext = requirementContextOf(host, state, coordinate, args);
      if (requirementContext === undefined) return refuse();
      return mapMaybePromise<RequirementOutcome, unknown>(
        evaluateRequirements(verdict.groups, 'parent', source, requirementContext),
        ({ groups, answers }) => {
          if (groups.length === 0) return refuse(answers);
          if (verdict === GRANTED) reportCallerGrant(host, state, compiled.rule, coordinate);
          else reportObjectGrant(host, state, groups, coordinate);
          return value;
        },
      );
    };
}

/** Returns the name of a value; undefined for a value that neither the enum nor its own serializer knows. */
function enumValueName(type: GraphQLEnumType, value: unknown): string | undefined {
  const serialized = serialize(type, value);
  if (type.getValue(serialized)) return serialized;
  return type.getValues().find((each) => Object.is(each.value, value))?.name;
}

function serialize(type: GraphQLEnumType, value: unknown): string {
  try {
    return String(type.serialize(value));
  } catch {
    // The value is unknown, or belongs to an enum whose serializer does not accept it.
  }
  return '';
}
