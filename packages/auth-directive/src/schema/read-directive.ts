import { type ConstArgumentNode, type ConstDirectiveNode, type ConstValueNode, Kind } from 'graphql';
import type { Policy } from '../core/auth-options.js';
import type { SchemaNames } from '../core/directive-names.js';
import type { RoleHierarchy } from '../core/role-hierarchy.js';
import {
  ANY_PRINCIPAL,
  CLOSED,
  OPEN,
  ownerRequirement,
  policyRequirement,
  type Requirement,
  type Rule,
} from '../core/rule.js';
import { all, bindToParent, MAX_GROUPS } from '../core/rule-algebra.js';
import type { OnDeny } from './on-deny.js';
import { checkParams, readParams } from './read-params.js';

/** One `@auth` as written: its rule, and `onDeny` when it is given. */
export interface WrittenAuth {
  readonly rule: Rule;
  readonly onDeny?: OnDeny;
}

/** One `@public` as written. */
export interface WrittenPublic {
  readonly elevates: boolean;
  readonly reason?: string;
}

/** The names that a directive may use, and the callback that receives its errors. */
export interface DirectiveReader {
  readonly names: SchemaNames;
  readonly roles: RoleHierarchy;
  readonly policies: ReadonlyMap<string, Policy<unknown>>;
  /** Returns the rule of a name; undefined when it is not defined. */
  readonly ruleNamed: RuleNamed;
  readonly coordinate: string;
  /** Whether `onDeny` may be the only member: it is a default for fields then. */
  readonly mayOnlyAnswer: boolean;
  readonly reportFault: (message: string) => void;
}

export type RuleNamed = (name: string) => Rule | undefined;

type Members = ReadonlyMap<string, ConstValueNode>;

const ANSWERS: readonly OnDeny[] = ['ERROR', 'NULL', 'FILTER'];

const SCOPE = /^[\x21\x23-\x5B\x5D-\x7E]+$/;

/**
 * Reads one `@auth` from the AST, before any coercion: graphql-js accepts unknown roles and explicit nulls
 * when a schema is built. Anything that cannot be read is reported as a fault, and such a member refuses
 * every caller.
 */
export function readAuth(node: ConstDirectiveNode, reader: DirectiveReader): WrittenAuth {
  const members = readMembers(node.arguments ?? [], reader);
  const onDeny = members.get('onDeny');
  const ruleMembers = without(members, 'onDeny');
  const isAnswerOnly = ruleMembers.size === 0 && onDeny !== undefined && reader.mayOnlyAnswer;
  const rule = isAnswerOnly ? OPEN : readRule(reader.names.auth, ruleMembers, reader);
  if (onDeny === undefined) return { rule };
  const answer = ANSWERS.find((each) => each === enumValue(onDeny));
  if (answer !== undefined) return { rule, onDeny: answer };
  reader.reportFault(`onDeny must be ${ANSWERS.join(', ')}.`);
  return { rule };
}

/** Reads the rule of one `@authRule` from the AST, as it is where the reader's element uses it. */
export function readRuleDefinition(node: ConstDirectiveNode, reader: DirectiveReader): Rule {
  const members = readMembers(node.arguments ?? [], reader);
  return readRule(reader.names.named, without(members, 'name'), reader);
}

function readRule(directive: string, members: Members, reader: DirectiveReader): Rule {
  const anyOf = members.get('anyOf');
  const others = without(members, 'anyOf');
  if (members.size === 0) {
    reader.reportFault(`@${directive} has no members; at least one is required.`);
    return CLOSED;
  }
  const rules = others.size === 0 ? [] : [readGroup(others, reader)];
  return all(anyOf === undefined ? rules : [...rules, readAnyOf(anyOf, reader)]);
}

function without(members: Members, name: string): Members {
  return new Map([...members].filter(([each]) => each !== name));
}

/** Reads one `@public` from the AST. Anything that cannot be read is reported as a fault. */
export function readPublic(node: ConstDirectiveNode, reader: DirectiveReader): WrittenPublic {
  const members = readMembers(node.arguments ?? [], reader);
  const elevates = members.get('elevates');
  const reason = members.get('reason');
  for (const name of members.keys()) {
    if (name !== 'elevates' && name !== 'reason')
      reader.reportFault(`@${reader.names.public} has no argument "${name}".`);
  }
  if (elevates !== undefined && elevates.kind !== Kind.BOOLEAN)
    reader.reportFault('elevates must be a Boolean.');
  if (reason !== undefined && reason.kind !== Kind.STRING) reader.reportFault('reason must be a String.');
  const text = reason?.kind === Kind.STRING ? { reason: reason.value } : {};
  return { elevates: elevates?.kind === Kind.BOOLEAN && elevates.value, ...text };
}

function readMembers(
  nodes: ReadonlyArray<
    ConstArgumentNode | { readonly name: { readonly value: string }; readonly value: ConstValueNode }
  >,
  reader: DirectiveReader,
): Members {
  const members = new Map<string, ConstValueNode>();
  for (const { name, value } of nodes) {
    if (members.has(name.value)) reader.reportFault(`${name.value} is given twice in one directive.`);
    if (value.kind === Kind.NULL)
      reader.reportFault(`${name.value} must not be null; omit it or give it a value.`);
    members.set(name.value, value);
  }
  return members;
}

function readAnyOf(value: ConstValueNode, reader: DirectiveReader): Rule {
  const items = listOf(value);
  if (items.length === 0) reader.reportFault('anyOf must not be empty.');
  return items.flatMap((item) => {
    if (item.kind !== Kind.OBJECT) {
      if (item.kind !== Kind.NULL) reader.reportFault('anyOf may contain only groups.');
      else if (value.kind === Kind.LIST) reader.reportFault('anyOf must not contain null.');
      return [];
    }
    if (item.fields.length === 0) reader.reportFault('anyOf must not contain an empty group.');
    return readGroup(readMembers(item.fields, reader), reader);
  });
}

function readGroup(members: Members, reader: DirectiveReader): Rule {
  const rule = all([...members].map(([name, value]) => readMember(name, value, members, reader)));
  // A group without scopes refuses every caller that has scopes, regardless of its other members. A named
  // rule decides about scopes itself.
  return members.has('scopes') || members.has('rule')
    ? rule
    : rule.map((group) => ({ ...group, scopes: null }));
}

function readMember(name: string, value: ConstValueNode, members: Members, reader: DirectiveReader): Rule {
  switch (name) {
    case 'requires':
      return readRole(value, reader);
    case 'scopes':
      return [{ ...ANY_PRINCIPAL, scopes: readScopes(value, reader) }];
    case 'owner':
      return [{ ...ANY_PRINCIPAL, parent: [ownerRequirement(readName(name, value, reader), 'parent')] }];
    case 'policy':
      return [{ ...ANY_PRINCIPAL, parent: [readPolicyUse(value, members.get('params'), reader)] }];
    case 'params':
      if (members.has('policy')) return [ANY_PRINCIPAL];
      reader.reportFault('params needs a policy in the same group.');
      return CLOSED;
    case 'rule':
      return readNamedRule(value, reader);
    case 'freshWithin':
      return [{ ...ANY_PRINCIPAL, freshWithin: readPositive(name, value, reader) }];
    case 'assurance':
      return [{ ...ANY_PRINCIPAL, assurance: readPositive(name, value, reader) }];
    default:
      reader.reportFault(`@${reader.names.auth} has no member "${name}".`);
      return CLOSED;
  }
}

/** Returns a named rule as if its members were written here. Its faults are reported where it is defined. */
function readNamedRule(value: ConstValueNode, reader: DirectiveReader): Rule {
  const name = readName('rule', value, reader);
  const rule = reader.ruleNamed(name);
  if (rule === undefined) {
    if (name !== '') reader.reportFault(`rule "${name}" is not defined by @${reader.names.named}.`);
    return CLOSED;
  }
  if (rule.length <= MAX_GROUPS) return bindToParent(rule, reader.coordinate);
  reader.reportFault(`rule "${name}" has more than ${MAX_GROUPS} groups.`);
  return CLOSED;
}

function readRole(value: ConstValueNode, { roles, reportFault }: DirectiveReader): Rule {
  const included = roles.included.get(enumValue(value) ?? '');
  if (included !== undefined) return [{ ...ANY_PRINCIPAL, roles: [...included].sort() }];
  if (value.kind !== Kind.NULL) reportFault('requires must be one of the roles in the roles option.');
  return CLOSED;
}

function readScopes(value: ConstValueNode, reader: DirectiveReader): readonly string[] {
  const scopes = listOf(value).map((item) => (item.kind === Kind.STRING ? item.value : ''));
  if (value.kind !== Kind.NULL && !scopes.every((scope) => SCOPE.test(scope))) {
    reader.reportFault('scopes may contain only scope tokens (RFC 6749, section 3.3).');
  }
  return [...new Set(scopes)].sort();
}

function readPolicyUse(
  value: ConstValueNode,
  paramsNode: ConstValueNode | undefined,
  reader: DirectiveReader,
): Requirement {
  const name = readName('policy', value, reader);
  const params = paramsNode === undefined ? [] : readParams(paramsNode, reader.reportFault);
  const policy = reader.policies.get(name);
  if (policy !== undefined) checkParams(name, policy, params, reader.reportFault);
  else if (name !== '') reader.reportFault(`policy "${name}" is not defined in the policies option.`);
  return policyRequirement(name, reader.coordinate, 'parent', params);
}

function readName(member: string, value: ConstValueNode, reader: DirectiveReader): string {
  if (value.kind === Kind.STRING && value.value !== '') return value.value;
  if (value.kind !== Kind.NULL) reader.reportFault(`${member} must be a non-empty String.`);
  return '';
}

function readPositive(member: string, value: ConstValueNode, reader: DirectiveReader): number {
  const number = value.kind === Kind.INT ? Number(value.value) : 0;
  if (value.kind !== Kind.NULL && !(number >= 1 && number <= 2_147_483_647)) {
    reader.reportFault(`${member} must be a positive Int.`);
  }
  return number;
}

function listOf(value: ConstValueNode): readonly ConstValueNode[] {
  return value.kind === Kind.LIST ? value.values : [value];
}

/** Returns the name of an enum value. Code-first builders write it as a string. */
function enumValue(value: ConstValueNode): string | undefined {
  return value.kind === Kind.ENUM || value.kind === Kind.STRING ? value.value : undefined;
}
