import type { GraphQLError } from 'graphql';
import { type Asking, type Settled, settle } from './demands.js';
import type { Call } from './guard-room.js';
import { type Answers, GRANTED, type Verdict } from './judge.js';
import { refusalOf } from './refusal.js';
import type { Rule } from './rule.js';
import type { CompiledRule } from './rule-table.js';
import { isLater, whenReady } from './settled.js';
import { admit, DENIED } from './values.js';

/**
 * Answers a guarded field that the caller alone does not decide: asks the parent, runs the resolver, asks the
 * value. Throws the refusal, or answers null where the field says so.
 */
export function answer(call: Call, { rule }: CompiledRule, verdict: Verdict): unknown {
  if (call.state.lenient) return answerLeniently(call, rule, verdict);
  if (verdict.groups.length === 0) return deny(call, rule);
  if (verdict === GRANTED) return judged(call, rule, undefined);
  const asking = askingOf(call);
  if (asking === undefined) return deny(call, rule);
  return whenReady<Settled, unknown>(settle(verdict.groups, 'parent', call.source, asking), (settled) => {
    if (settled.groups.length === 0) return deny(call, rule, settled.answers);
    const isMet = settled.groups.some((group) => group.value.length === 0);
    return judged(call, rule, isMet ? undefined : { groups: settled.groups, asking });
  });
}

/** Below an elevating field that named no caller: null stays null, and whatever asks anything is refused. */
function answerLeniently(call: Call, rule: Rule, verdict: Verdict): unknown {
  if (verdict === GRANTED) return judged(call, rule, undefined);
  const judge = (value: unknown): unknown =>
    value === null || value === undefined || value instanceof Error ? value : deny(call, rule);
  const value = call.resolve();
  return isLater(value) ? value.then(judge) : judge(value);
}

/** Runs the resolver and judges each value inside what it answers, as far as there is something to judge. */
function judged(
  call: Call,
  rule: Rule,
  open: { readonly groups: Rule; readonly asking: Asking } | undefined,
): unknown {
  const judgeMore = call.guard.judgeValue?.(call);
  if (open === undefined && judgeMore === undefined) return call.resolve();
  const judgeOne = (value: unknown): unknown => {
    if (open === undefined) return judgeMore?.(value);
    return whenReady<Settled, unknown>(settle(open.groups, 'value', value, open.asking), (settled) => {
      if (settled.groups.length === 0) return denyInPlace(call, rule, settled.answers);
      return judgeMore === undefined ? value : judgeMore(value);
    });
  };
  return nullWhereDenied(admit(call.guard.shape, call.resolve(), judgeOne));
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

function deny(call: Call, rule: Rule, answers?: Answers): null {
  if (call.guard.field.nullOnDeny) return null;
  throw errorFor(call, rule, answers);
}

function denyInPlace(call: Call, rule: Rule, answers: Answers): GraphQLError | typeof DENIED {
  return call.guard.field.nullOnDeny ? DENIED : errorFor(call, rule, answers);
}

function errorFor({ guard, state }: Call, rule: Rule, answers?: Answers): GraphQLError {
  const { coordinate } = guard.field;
  const refusal = refusalOf(rule, { coordinate }, state.standing, state.now, answers);
  return guard.room.host.refuse(refusal, state.standing, state.context, 'execution');
}

function nullWhereDenied(value: unknown): unknown {
  const settle = (each: unknown): unknown => (each === DENIED ? null : each);
  return isLater(value) ? value.then(settle) : settle(value);
}
