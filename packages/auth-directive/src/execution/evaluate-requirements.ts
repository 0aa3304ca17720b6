import type { Principal } from '../core/auth-options.js';
import type { Host } from '../core/host.js';
import { type MaybePromise, mapMaybePromise } from '../core/maybe-promise.js';
import type { Group, OwnerRequirement, PolicyRequirement, Rule, Side } from '../core/rule.js';
import type { PolicyRunner } from './policy-runner.js';

/** Who asks, and what policies may look at. */
export interface RequirementContext {
  readonly host: Host;
  readonly policyRunner: PolicyRunner;
  readonly caller: Principal;
  readonly args: Readonly<Record<string, unknown>>;
  readonly context: unknown;
  /** The element that logs name. */
  readonly coordinate: string;
  /** Answers that the plan has got already, by the requirement's key. */
  readonly known?: ReadonlyMap<string, boolean> | undefined;
}

/** The groups that an object leaves alive, and what was answered to each requirement that was asked, by its key. */
export interface RequirementOutcome {
  readonly groups: Rule;
  readonly answers: ReadonlyMap<string, boolean>;
}

type Answers = Map<string, MaybePromise<boolean>>;

const NONE: ReadonlyMap<string, boolean> = new Map();

/**
 * Asks an object. Owners are asked first, policies only of the groups that are left then and only when no
 * group passes without them. Stays synchronous when every policy that was asked is.
 */
export function evaluateRequirements(
  groups: Rule,
  side: Side,
  object: unknown,
  requirementContext: RequirementContext,
): MaybePromise<RequirementOutcome> {
  const answers: Answers = new Map();
  const owned = groups.filter((group) =>
    group[side].every(
      (requirement) =>
        requirement.kind !== 'owner' || isOwner(requirement, object, requirementContext, answers),
    ),
  );
  const complete = owned.find((group) => passesAlone(group, side));
  if (complete) return { groups: [complete], answers: NONE };
  for (const group of owned) {
    const policies = group[side].filter((requirement) => requirement.kind === 'policy');
    const mayPass = policies.every(
      (requirement) => askPolicy(requirement, object, requirementContext, answers) !== false,
    );
    if (mayPass && isDone(group, side) && policies.every(({ key }) => answers.get(key) === true)) break;
  }
  return mapMaybePromise(allAnswers(answers), (final) => ({
    groups: owned.filter((group) => group[side].every(({ key }) => final.get(key) === true)),
    answers: final,
  }));
}

function isDone(group: Group, side: Side): boolean {
  return side === 'value' || group.value.length === 0;
}

function passesAlone(group: Group, side: Side): boolean {
  return isDone(group, side) && group[side].every(({ kind }) => kind === 'owner');
}

function isOwner(
  requirement: OwnerRequirement,
  object: unknown,
  requirementContext: RequirementContext,
  answers: Answers,
): boolean {
  const known = answers.get(requirement.key);
  if (typeof known === 'boolean') return known;
  const owner = propertyOf(object, requirement.property);
  if (typeof owner !== 'string') {
    const message = `The object has no string in "${requirement.property}" to compare; refused.`;
    requirementContext.host.log({
      code: 'AUTH_OWNER_MISSING',
      coordinate: requirementContext.coordinate,
      message,
    });
  }
  const met = owner === requirementContext.caller.id;
  answers.set(requirement.key, met);
  return met;
}

function askPolicy(
  requirement: PolicyRequirement,
  parent: unknown,
  requirementContext: RequirementContext,
  answers: Answers,
): MaybePromise<boolean> {
  const known = answers.get(requirement.key) ?? requirementContext.known?.get(requirement.key);
  const { caller, args, context } = requirementContext;
  const { coordinate } = requirement;
  const answer =
    known ?? requirementContext.policyRunner(requirement.name, { caller, args, parent, context, coordinate });
  answers.set(requirement.key, answer);
  return answer;
}

/**
 * The answers, with those of every owner that the rule names on this side. Groups that the caller alone had lost
 * were not asked; a refusal must not promise that a step-up would win one that is another's.
 */
export function withOwnerAnswers(
  rule: Rule,
  side: Side,
  object: unknown,
  { caller }: Pick<RequirementContext, 'caller'>,
  answers: ReadonlyMap<string, boolean>,
): ReadonlyMap<string, boolean> {
  const all = new Map(answers);
  for (const requirement of rule.flatMap((group) => group[side])) {
    if (requirement.kind === 'owner')
      all.set(requirement.key, propertyOf(object, requirement.property) === caller.id);
  }
  return all;
}

function allAnswers(answers: Answers): MaybePromise<ReadonlyMap<string, boolean>> {
  const now = new Map<string, boolean>();
  const later: Promise<void>[] = [];
  for (const [key, answer] of answers) {
    if (typeof answer === 'boolean') now.set(key, answer);
    else later.push(answer.then((met) => void now.set(key, met)));
  }
  return later.length === 0 ? now : Promise.all(later).then(() => now);
}

/** The property of an object; undefined for anything that has none. A getter that throws counts as missing. */
export function propertyOf(object: unknown, name: string): unknown {
  try {
    // The cast promises nothing: what has no properties throws, or answers undefined.
    return (object as Readonly<Record<string, unknown>>)[name];
  } catch {
    // Missing, and its text is not for the client.
  }
  return undefined;
}
