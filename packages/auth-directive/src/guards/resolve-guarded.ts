import type { GraphQLError } from 'graphql';
import { type Answers, GRANTED, type Verdict } from '../core/evaluate-rule.js';
import { isLater, type Ready, refusedLater, whenReady } from '../core/maybe-promise.js';
import { refusalOf } from '../core/refusal.js';
import type { Rule } from '../core/rule.js';
import type { CompiledRule } from '../core/rule-table.js';
import { type InputOutcome, judgedInputs, refusedInputs } from '../execution/check-inputs.js';
import { type Asking, type Settled, settle, withOwners } from '../execution/evaluate-requirements.js';
import { admit, DENIED, type JudgeOne } from './check-values.js';
import type { Call } from './guard-context.js';

/**
 * Answers a guarded field that the caller alone does not decide: asks the parent, then what was provided, runs
 * the resolver, and asks the value. Throws the refusal, or answers null where the field says so.
 */
export function answer(call: Call, { rule }: CompiledRule, verdict: Verdict): unknown {
  if (verdict === GRANTED) return proceed(call, () => judged(call, rule, undefined));
  // A field that answers null when it is denied needs no resolver to learn whether there is a value.
  if (call.state.lenient && !call.guard.field.nullOnDeny)
    return proceed(call, () => nullOrDenied(call, rule));
  const asking = askingOf(call);
  if (verdict.groups.length === 0 || asking === undefined) return deny(call, rule);
  return whenReady<Settled, unknown>(settle(verdict.groups, 'parent', call.source, asking), (settled) => {
    if (settled.groups.length === 0) {
      return deny(call, rule, withOwners(rule, 'parent', call.source, asking, settled.answers));
    }
    const isMet = settled.groups.some((group) => group.value.length === 0);
    return proceed(call, () => judged(call, rule, isMet ? undefined : { groups: settled.groups, asking }));
  });
}

/** Goes on when nothing that was provided is refused. A refused input is an error also where `onDeny` is NULL: the field itself was not denied. */
function proceed(call: Call, next: () => unknown): unknown {
  const provided = judgedProvided(call);
  if (provided === undefined) return next();
  return whenReady<InputOutcome, unknown>(provided, ({ refusals: [refusal] }) => {
    if (refusal === undefined) return next();
    const { state, guard } = call;
    return refuseWith(call, guard.room.host.refuse(refusal, state.standing, state.context, 'execution'));
  });
}

/**
 * Below an elevating field that named no caller: null stays null, and whatever else there is, a failure too, is
 * refused.
 */
function nullOrDenied(call: Call, rule: Rule): unknown {
  const judge = (value: unknown): unknown =>
    value === null || value === undefined ? value : deny(call, rule);
  const denied = (): unknown => deny(call, rule);
  let value: unknown;
  try {
    value = call.resolve();
  } catch {
    return denied();
  }
  return isLater(value) ? value.then(judge, denied) : judge(value);
}

/** The groups that ask the value too. */
interface Open {
  readonly groups: Rule;
  readonly asking: Asking;
}

/** Runs the resolver and judges each value inside what it answers, as far as there is something to judge. */
function judged(call: Call, rule: Rule, open: Open | undefined): unknown {
  const judgeMore = call.guard.judgeValue?.(call);
  const judgeOne = open === undefined ? judgeMore : judgeByRule(call, rule, open, judgeMore);
  if (judgeOne === undefined) return call.resolve();
  return nullWhereDenied(call, admit(call.guard.shape, call.resolve(), judgeOne));
}

function judgeByRule(call: Call, rule: Rule, { groups, asking }: Open, judgeMore: JudgeOne = asIs): JudgeOne {
  return (value) =>
    whenReady<Settled, unknown>(settle(groups, 'value', value, asking), (settled) => {
      if (settled.groups.length > 0) return judgeMore(value);
      const ofParent = withOwners(rule, 'parent', call.source, asking, settled.answers);
      return denyInPlace(call, rule, withOwners(rule, 'value', value, asking, ofParent));
    });
}

function asIs(value: unknown): unknown {
  return value;
}

function askingOf({ guard, state, args, info }: Call): Asking | undefined {
  const { standing, context, desk, handoff } = state;
  if (standing.kind === 'anonymous') return undefined;
  const { host } = guard.room;
  const { coordinate } = guard.field;
  const [node] = info.fieldNodes;
  const known = node && info.path.prev === undefined ? handoff?.answers.get(node) : undefined;
  return { host, desk, caller: standing.caller, args, context, coordinate, known };
}

/** What the inputs are refused for; undefined where none asks anything, or where they were asked already. */
function judgedProvided(call: Call): Ready<InputOutcome> | undefined {
  const { guard, state, info, source, isPayload } = call;
  const { inputs } = guard.field;
  const [node] = info.fieldNodes;
  if (isPayload || inputs === undefined || node === undefined || !node.arguments?.length) return undefined;
  const { operation } = info;
  const { inputs: rules } = guard.room.guarded;
  const provided = { positions: inputs, rules, node, operation, state, rawVariables: state.rawVariables };
  const asking = askingOf(call);
  if (asking === undefined) return { refusals: refusedInputs(provided), answers: new Map() };
  return judgedInputs(provided, source, asking);
}

function deny(call: Call, rule: Rule, answers?: Answers): null | Promise<never> {
  return call.guard.field.nullOnDeny ? null : refuseWith(call, errorFor(call, rule, answers));
}

function refuseWith({ guard }: Call, error: GraphQLError): Promise<never> {
  if (!guard.shape.nullable) return refusedLater(error);
  throw error;
}

function denyInPlace(call: Call, rule: Rule, answers: Answers): GraphQLError | typeof DENIED {
  return call.guard.field.nullOnDeny ? DENIED : errorFor(call, rule, answers);
}

function errorFor({ guard, state }: Call, rule: Rule, answers?: Answers): GraphQLError {
  const { coordinate } = guard.field;
  const refusal = refusalOf(rule, { coordinate }, state.standing, state.now, answers);
  return guard.room.host.refuse(refusal, state.standing, state.context, 'execution');
}

function nullWhereDenied({ guard }: Call, value: unknown): unknown {
  if (isLater(value)) return value.then((each) => (each === DENIED ? null : each));
  if (value instanceof Error && !guard.shape.nullable) return refusedLater(value);
  return value === DENIED ? null : value;
}
