import type { Principal } from '../core/auth-options.js';
import type { Host } from '../core/host.js';
import { type Ready, whenReady } from '../core/maybe-promise.js';
import type { Group, OwnerDemand, PolicyDemand, Rule, Side } from '../core/rule.js';
import type { PolicyDesk } from './policy-runner.js';

/** Who asks, and what policies may look at. */
export interface Asking {
  readonly host: Host;
  readonly desk: PolicyDesk;
  readonly caller: Principal;
  readonly args: Readonly<Record<string, unknown>>;
  readonly context: unknown;
  /** The element that logs name. */
  readonly coordinate: string;
  /** Answers that the plan has got already, by the demand's key. */
  readonly known?: ReadonlyMap<string, boolean> | undefined;
}

/** The groups that an object leaves alive, and what was answered to each demand that was asked, by its key. */
export interface Settled {
  readonly groups: Rule;
  readonly answers: ReadonlyMap<string, boolean>;
}

type Answers = Map<string, Ready<boolean>>;

const NONE: ReadonlyMap<string, boolean> = new Map();

/**
 * Asks an object. Owners are asked first, policies only of the groups that are left then and only when no
 * group passes without them. Stays synchronous when every policy that was asked is.
 */
export function settle(groups: Rule, side: Side, object: unknown, asking: Asking): Ready<Settled> {
  const answers: Answers = new Map();
  const owned = groups.filter((group) =>
    group[side].every((demand) => demand.kind !== 'owner' || isOwner(demand, object, asking, answers)),
  );
  const complete = owned.find((group) => passesAlone(group, side));
  if (complete) return { groups: [complete], answers: NONE };
  for (const group of owned) {
    const policies = group[side].filter((demand) => demand.kind === 'policy');
    const said = policies.every((demand) => askPolicy(demand, object, asking, answers) !== false);
    if (said && isDone(group, side) && policies.every(({ key }) => answers.get(key) === true)) break;
  }
  return whenReady(allAnswers(answers), (final) => ({
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

function isOwner(demand: OwnerDemand, object: unknown, asking: Asking, answers: Answers): boolean {
  const known = answers.get(demand.key);
  if (typeof known === 'boolean') return known;
  const owner = propertyOf(object, demand.property);
  if (typeof owner !== 'string') {
    const message = `The object has no string in "${demand.property}" to compare; refused.`;
    asking.host.log({ code: 'AUTH_OWNER_MISSING', coordinate: asking.coordinate, message });
  }
  const met = owner === asking.caller.id;
  answers.set(demand.key, met);
  return met;
}

function askPolicy(demand: PolicyDemand, parent: unknown, asking: Asking, answers: Answers): Ready<boolean> {
  const known = answers.get(demand.key) ?? asking.known?.get(demand.key);
  const { caller, args, context } = asking;
  const { coordinate } = demand;
  const answer = known ?? asking.desk(demand.name, { caller, args, parent, context, coordinate });
  answers.set(demand.key, answer);
  return answer;
}

/**
 * The answers, with those of every owner that the rule names on this side. Groups that the caller alone had lost
 * were not asked; a refusal must not promise that a step-up would win one that is another's.
 */
export function withOwners(
  rule: Rule,
  side: Side,
  object: unknown,
  { caller }: Pick<Asking, 'caller'>,
  answers: ReadonlyMap<string, boolean>,
): ReadonlyMap<string, boolean> {
  const all = new Map(answers);
  for (const demand of rule.flatMap((group) => group[side])) {
    if (demand.kind === 'owner') all.set(demand.key, propertyOf(object, demand.property) === caller.id);
  }
  return all;
}

function allAnswers(answers: Answers): Ready<ReadonlyMap<string, boolean>> {
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
