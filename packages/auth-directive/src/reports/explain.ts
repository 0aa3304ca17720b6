import type { GraphQLNamedType } from 'graphql';
import type { RefusalCode } from '../core/auth-options.js';
import { describeRequirement } from '../core/describe-group.js';
import { evaluateRule, GRANTED, lackOf } from '../core/evaluate-rule.js';
import { refusalOf } from '../core/refusal.js';
import type { ResolvedCaller } from '../core/resolved-caller.js';
import { type RoleHierarchy, strongestRoles } from '../core/role-hierarchy.js';
import type { Group, Rule } from '../core/rule.js';
import { OPEN } from '../core/rule.js';
import type { GuardedSchema } from '../schema/guarded-schema.js';
import { typeChain } from '../schema/schema-types.js';

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
  const { policy, host } = guarded;
  const now = host.now();
  const { rule, writtenOn } = sourcesOf(guarded, coordinate);
  const verdict = evaluateRule(rule, resolvedCaller, now);
  const rules = writtenOn.flatMap((elementCoordinate) => {
    const own = policy.rules.get(elementCoordinate);
    return own === undefined ? [] : [explainRule(elementCoordinate, own, resolvedCaller, now, host.roles)];
  });
  const directive = host.names.auth;
  if (verdict === GRANTED) return { coordinate, verdict: 'ALLOW', directive, rules };
  const answer = answerOf(guarded, coordinate);
  if (verdict.groups.length > 0) return { coordinate, verdict: 'DYNAMIC', ...answer, directive, rules };
  return {
    coordinate,
    verdict: 'DENY',
    code: refusalOf(rule, { coordinate }, resolvedCaller, now).code,
    ...answer,
    directive,
    rules,
  };
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
    lines.push(`  @${directive} on ${rule.writtenOn}: ${rule.holds}`);
    for (const group of rule.groups) {
      const members = group.members.map(({ member, holds }) => `${member} (${holds})`);
      lines.push(`    ${group.holds}: ${members.join(' and ')}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

interface Sources {
  readonly rule: Rule;
  readonly writtenOn: readonly string[];
}

function sourcesOf(guarded: GuardedSchema, coordinate: string): Sources {
  const { schema, fields, inputs, policy } = guarded;
  const field = fields.get(coordinate);
  if (field !== undefined) {
    const type = schema.getType(field.typeName);
    const chain = chainOf(type);
    const writtenOn = [...chain, ...chain.map((name) => `${name}.${field.fieldName}`)];
    return { rule: field.full, writtenOn: [...writtenOn, ...chainOf(schema.getType(field.returns))] };
  }
  const [typeName = '', member = ''] = coordinate.split('.');
  const edge = guarded.edges.get(coordinate);
  if (edge !== undefined) return { rule: edge.rule, writtenOn: chainOf(schema.getType(coordinate)) };
  const argument = /^(\w+)\((\w+):\)$/.exec(member);
  const found = inputs.fields.get(`${typeName}.${argument?.[1]}`)?.find(({ name }) => name === argument?.[2]);
  const type = schema.getType(typeName);
  if (type === undefined || !hasMember(type, coordinate.slice(typeName.length)))
    throw new RangeError(`The schema has no element ${coordinate}.`);
  if (argument !== null) {
    const elementCoordinates = chainOf(type).map((name) => `${name}.${member}`);
    return { rule: found?.own?.compiled.rule ?? OPEN, writtenOn: elementCoordinates };
  }
  return { rule: policy.rules.get(coordinate) ?? OPEN, writtenOn: [coordinate] };
}

function chainOf(type: GraphQLNamedType | undefined): readonly string[] {
  return type === undefined ? [] : typeChain(type);
}

function hasMember(type: GraphQLNamedType, rest: string): boolean {
  if (rest === '') return true;
  const [name = '', argument] = rest.slice(1).replace(':)', '').split('(');
  if ('getValues' in type) return type.getValues().some((value) => value.name === name);
  if (!('getFields' in type)) return false;
  const field = type.getFields()[name];
  if (field === undefined || argument === undefined) return field !== undefined;
  return 'args' in field && field.args.some((arg) => arg.name === argument);
}

function explainRule(
  writtenOn: string,
  rule: Rule,
  resolvedCaller: ResolvedCaller,
  now: number,
  roles: RoleHierarchy,
): ExplainedRule {
  const groups = rule.map((group) => explainGroup(group, resolvedCaller, now, roles));
  return { writtenOn, holds: anyOf(groups.map(({ holds }) => holds)), groups };
}

function explainGroup(
  group: Group,
  resolvedCaller: ResolvedCaller,
  now: number,
  roles: RoleHierarchy,
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
  for (const requirement of group.parent) {
    members.push({ member: describeRequirement(requirement), holds: isAuthenticated ? 'depends' : 'no' });
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
