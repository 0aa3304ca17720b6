import type { RefusalCode } from '../core/auth-options.js';
import { describeRequirement } from '../core/describe-group.js';
import { type Answers, evaluateRule, lackOf } from '../core/evaluate-rule.js';
import { refusalOf } from '../core/refusal.js';
import type { ResolvedCaller } from '../core/resolved-caller.js';
import { strongestRoles } from '../core/role-hierarchy.js';
import type { Group, Rule } from '../core/rule.js';
import type { GuardedSchema } from '../schema/guarded-schema.js';
import { type ElementSources, sourcesOf } from './element-sources.js';

/** Whether something holds for the caller; `depends` when it also depends on an object. */
export type Holds = 'yes' | 'no' | 'depends';

/** One member of a written group. */
export interface ExplainedMember {
  readonly member: string;
  readonly holds: Holds;
}

/** One AND-group of a written rule. */
export interface ExplainedGroup {
  readonly holds: Holds;
  readonly members: readonly ExplainedMember[];
}

/** One rule that applies to the element. At least one of its groups must hold. */
export interface ExplainedRule {
  /** The coordinate that the rule is written on. */
  readonly writtenOn: string;
  /** For the rule of a given argument: its path, separated by dots and starting with the argument's name. */
  readonly argumentPath?: string;
  readonly holds: Holds;
  readonly groups: readonly ExplainedGroup[];
}

/** The verdict of an element for one caller, and every rule that it follows from. All of them must hold. */
export interface Explanation {
  readonly coordinate: string;
  readonly verdict: 'ALLOW' | 'DENY' | 'DYNAMIC';
  /** The code of the refusal, with DENY. */
  readonly code?: RefusalCode;
  /** The name of the directive. */
  readonly directive: string;
  /** How a refusal is answered, when it is no error: with null, or with a list without the refused items. */
  readonly onDeny?: 'NULL' | 'FILTER';
  readonly rules: readonly ExplainedRule[];
}

/**
 * Explains one element for one caller. Throws a RangeError for a coordinate that the schema does not have.
 */
export function explainElement(
  guarded: GuardedSchema,
  resolvedCaller: ResolvedCaller,
  coordinate: string,
): Explanation {
  return explainSources(guarded, resolvedCaller, sourcesOf(guarded, coordinate), NONE);
}

const NONE: Answers = new Map();

/** Explains an element by its rules and by the results of the requirements that were evaluated. */
export function explainSources(
  guarded: GuardedSchema,
  resolvedCaller: ResolvedCaller,
  { coordinate, rules, written }: ElementSources,
  answers: Answers,
): Explanation {
  const { host } = guarded;
  const facts: Facts = { resolvedCaller, now: host.now(), answers };
  const explained = written.map(({ rule, ...place }): ExplainedRule => {
    const groups = rule.map((group) => explainGroup(group, guarded, facts));
    return { ...place, holds: anyOf(groups.map(({ holds }) => holds)), groups };
  });
  const verdicts = rules.map((rule) => ({ rule, holds: ruleHolds(rule, facts) }));
  const denied = verdicts.find(({ holds }) => holds === 'no');
  const depends = verdicts.some(({ holds }) => holds === 'depends');
  const rest = { directive: host.names.auth, rules: explained };
  if (denied === undefined && !depends) return { coordinate, verdict: 'ALLOW', ...rest };
  const answer = answerOf(guarded, coordinate);
  if (denied === undefined) return { coordinate, verdict: 'DYNAMIC', ...answer, ...rest };
  const evaluated = evaluatedByGuards(denied.rule, facts);
  const { code } = refusalOf(denied.rule, { coordinate }, resolvedCaller, facts.now, evaluated);
  return { coordinate, verdict: 'DENY', code, ...answer, ...rest };
}

/** What is known about the caller and the objects. */
interface Facts {
  readonly resolvedCaller: ResolvedCaller;
  readonly now: number;
  readonly answers: Answers;
}

function ruleHolds(rule: Rule, { resolvedCaller, now, answers }: Facts): Holds {
  const { groups } = evaluateRule(rule, resolvedCaller, now);
  return anyOf(
    groups.map(({ parent, value }) =>
      allOf([...parent, ...value].map(({ key }) => holdsBy(answers.get(key)))),
    ),
  );
}

/**
 * Returns the results that guards have when they refuse: no policy of a group that fails without it, and
 * nothing on the value where the parent fails. Others count as met, and may leave a step-up.
 */
function evaluatedByGuards(rule: Rule, { resolvedCaller, now, answers }: Facts): Answers {
  const evaluated = new Map<string, boolean>();
  let { groups } = evaluateRule(rule, resolvedCaller, now);
  for (const side of ['parent', 'value'] as const) {
    if (groups.length === 0) break;
    const owners = rule.flatMap((group) => group[side]).filter(({ kind }) => kind === 'owner');
    for (const { key } of [...owners, ...groups.flatMap((group) => group[side])]) {
      const answer = answers.get(key);
      if (answer !== undefined) evaluated.set(key, answer);
    }
    groups = groups.filter((group) => group[side].every(({ key }) => answers.get(key) === true));
  }
  return evaluated;
}

function holdsBy(answer: boolean | undefined): Holds {
  if (answer === undefined) return 'depends';
  return answer ? 'yes' : 'no';
}

function answerOf({ policy }: GuardedSchema, coordinate: string): Pick<Explanation, 'onDeny'> {
  if (policy.filterOnDeny.has(coordinate)) return { onDeny: 'FILTER' };
  return policy.nullOnDeny.has(coordinate) ? { onDeny: 'NULL' } : {};
}

/** Returns an explanation as text, with one line per rule and group. */
export function renderExplanation(explanation: Explanation): string {
  const { coordinate, verdict, code, onDeny, directive, rules } = explanation;
  const answer = onDeny === undefined ? '' : `, onDeny: ${onDeny}`;
  const lines = [`${coordinate}: ${verdict}${code === undefined ? '' : ` (${code})`}${answer}`];
  if (rules.length === 0) lines.push('  no rule: every caller that reaches it passes');
  for (const rule of rules) {
    const given = rule.argumentPath === undefined ? '' : ` (given as ${rule.argumentPath})`;
    lines.push(`  @${directive} on ${rule.writtenOn}${given}: ${rule.holds}`);
    for (const group of rule.groups) {
      const members = group.members.map(({ member, holds }) => `${member} (${holds})`);
      lines.push(`    ${group.holds}: ${members.join(' and ')}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function explainGroup(
  group: Group,
  { host: { roles } }: GuardedSchema,
  { resolvedCaller, now, answers }: Facts,
): ExplainedGroup {
  const members: ExplainedMember[] = [];
  const add = (member: string, passes: boolean): void => {
    members.push({ member, holds: passes ? 'yes' : 'no' });
  };
  const isAuthenticated = resolvedCaller.kind === 'principal';
  add('authenticated', isAuthenticated);
  if (isAuthenticated) {
    const lack = lackOf(group, resolvedCaller, now);
    for (const role of strongestRoles(roles, group.roles))
      add(`requires ${role}`, resolvedCaller.roles.has(role));
    if (resolvedCaller.scopes !== null) {
      const member = group.scopes === null ? 'no scopes (none listed)' : `scopes ${group.scopes.join(' ')}`;
      add(member.trimEnd(), group.scopes !== null && !lack.scopes);
    }
    if (group.freshWithin !== Infinity) add(`freshWithin ${group.freshWithin}`, !lack.fresh);
    if (group.assurance > 0) add(`assurance ${group.assurance}`, !lack.assurance);
  }
  for (const requirement of [...group.parent, ...group.value]) {
    const holds = isAuthenticated ? holdsBy(answers.get(requirement.key)) : 'no';
    members.push({ member: describeRequirement(requirement), holds });
  }
  return { holds: allOf(members.map(({ holds }) => holds)), members };
}

function allOf(each: readonly Holds[]): Holds {
  if (each.includes('no')) return 'no';
  return each.includes('depends') ? 'depends' : 'yes';
}

function anyOf(each: readonly Holds[]): Holds {
  if (each.includes('yes')) return 'yes';
  return each.includes('depends') ? 'depends' : 'no';
}
