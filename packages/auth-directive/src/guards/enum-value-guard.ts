import type { GraphQLEnumType } from 'graphql';
import { whenReady } from '../core/maybe-promise.js';
import { refusalOf } from '../core/refusal.js';
import { type Settled, settle } from '../execution/evaluate-requirements.js';
import { verdictOf } from '../execution/execution-state.js';
import type { InputTypeRules } from '../schema/input-rules.js';
import { DENIED, type JudgeOne } from './check-values.js';
import type { Call } from './guard-context.js';

/**
 * Judges the values of an enum that a field answers: a value with a rule is refused in its own place, where the
 * rule asks an object, by the object that the field belongs to.
 */
export function judgeEnumValue(type: GraphQLEnumType, { values }: InputTypeRules): (call: Call) => JudgeOne {
  return ({ guard, state, source, args }) =>
    (value) => {
      const rule = values.get(nameOf(type, value));
      if (rule === undefined) return value;
      const { coordinate, compiled } = rule;
      const verdict = verdictOf(state, compiled);
      const { host } = guard.room;
      const { standing, context, desk, now } = state;
      const refuse = (answers?: ReadonlyMap<string, boolean>): unknown => {
        if (guard.field.nullOnDeny) return DENIED;
        return host.refuse(
          refusalOf(compiled.rule, { coordinate }, standing, now, answers),
          standing,
          context,
          'execution',
        );
      };
      if (standing.kind === 'anonymous') return refuse();
      const asking = { host, desk, caller: standing.caller, args, context, coordinate };
      return whenReady<Settled, unknown>(
        settle(verdict.groups, 'parent', source, asking),
        ({ groups, answers }) => (groups.length > 0 ? value : refuse(answers)),
      );
    };
}

function nameOf(type: GraphQLEnumType, value: unknown): string {
  try {
    return String(type.serialize(value));
  } catch {
    // A value that the enum does not have is the executor's error, in the same place.
  }
  return '';
}
