import type { AuthOptions, Decision } from './auth-options.js';
import { membersOf, missingFrom } from './describe-group.js';
import { isPromiseLike } from './maybe-promise.js';
import type { Refusal } from './refusal.js';
import type { ResolvedCaller } from './resolved-caller.js';
import type { RoleHierarchy } from './role-hierarchy.js';
import type { Group, Requirement } from './rule.js';

/** Where and for whom a decision was made. */
export interface Occasion {
  readonly resolvedCaller: ResolvedCaller;
  readonly context: unknown;
  readonly when: Decision<unknown>['when'];
}

/** The callbacks that receive decisions. */
export interface DecisionReporter {
  readonly reportRefusal: (refusal: Refusal, occasion: Occasion) => void;
  /** Undefined without the option: grants then cost nothing. */
  readonly reportGrant: ((coordinate: string, group: Group, occasion: Occasion) => void) | undefined;
}

export function createDecisionReporter(
  { onDecision, onGrant }: Pick<AuthOptions<unknown>, 'onDecision' | 'onGrant'>,
  roles: RoleHierarchy,
  onFailure: (option: string, coordinate: string, cause: unknown) => void,
): DecisionReporter {
  /** Calls a callback of the host. A failure, also a later one, must not influence a decision. */
  function call<T extends { readonly coordinate: string }>(
    option: string,
    callback: (decision: T) => unknown,
    decision: T,
  ): void {
    const fail = (cause: unknown): void => onFailure(option, decision.coordinate, cause);
    try {
      const result = callback(decision);
      if (isPromiseLike(result)) result.then(undefined, fail);
    } catch (cause) {
      fail(cause);
    }
  }

  return {
    reportRefusal(refusal, occasion) {
      if (onDecision !== undefined) call('onDecision', onDecision, decisionOf(refusal, occasion, roles));
    },
    reportGrant:
      onGrant &&
      ((coordinate, group, { resolvedCaller, context, when }) => {
        const policies = policiesIn([...group.parent, ...group.value]);
        const { caller } = resolvedCaller;
        const members = membersOf(group, roles);
        call('onGrant', onGrant, {
          outcome: 'granted',
          coordinate,
          caller,
          context,
          when,
          group: members,
          policies,
        });
      }),
  };
}

function decisionOf(
  { code, coordinate, reason, argumentPath, evidence }: Refusal,
  { resolvedCaller, context, when }: Occasion,
  roles: RoleHierarchy,
): Decision<unknown> {
  const { rule = [], now = 0, answers } = evidence ?? {};
  const asked = rule
    .flatMap(({ parent, value }) => [...parent, ...value])
    .filter(({ key }) => answers?.has(key));
  return {
    outcome: 'refused',
    code,
    coordinate,
    caller: resolvedCaller.caller,
    context,
    when,
    missing: rule.map((group) => missingFrom(group, resolvedCaller, roles, now, answers)),
    policies: policiesIn(asked),
    ...(reason === undefined ? {} : { reason }),
    ...(argumentPath === undefined ? {} : { argumentPath }),
  };
}

function policiesIn(requirements: readonly Requirement[]): readonly string[] {
  return [...new Set(requirements.flatMap((each) => (each.kind === 'policy' ? [each.name] : [])))];
}
