import { type ConstArgumentNode, type ConstDirectiveNode, type ConstValueNode, Kind } from 'graphql';
import { CLOSED, type Group, ownerRequirement, policyRequirement, type Rule } from '../core/rule.js';
import { all } from '../core/rule-algebra.js';

/** What one `@auth` says: its rule, and its `onDeny` when that was written. */
export interface WrittenAuth {
  readonly rule: Rule;
  readonly onDeny?: 'ERROR' | 'NULL';
}

/** What one `@public` says. */
export interface WrittenPublic {
  readonly elevates: boolean;
  readonly reason?: string;
}

/** What a directive may name, and where its faults go. */
export interface DirectiveReader {
  readonly roles: readonly string[];
  readonly policies: ReadonlySet<string>;
  readonly coordinate: string;
  readonly fault: (message: string) => void;
}

type Members = ReadonlyMap<string, ConstValueNode>;

const SCOPE = /^[\x21\x23-\x5B\x5D-\x7E]+$/;

/**
 * Reads one `@auth` from the AST, where nothing was coerced yet: graphql-js accepts unknown roles and explicit
 * nulls when a schema is made. Whatever it cannot read is a fault, and the rule then lets nobody pass.
 */
export function readAuth(node: ConstDirectiveNode, reader: DirectiveReader): WrittenAuth {
  const members = readMembers(node.arguments ?? [], reader);
  const onDeny = members.get('onDeny');
  const anyOf = members.get('anyOf');
  const otherMembers = new Map([...members].filter(([name]) => name !== 'onDeny' && name !== 'anyOf'));
  if (otherMembers.size === 0 && anyOf === undefined)
    reader.fault('@auth names no member; name at least one.');
  const rules: Rule[] = otherMembers.size === 0 ? [] : [readGroup(otherMembers, reader)];
  if (anyOf !== undefined) rules.push(readAnyOf(anyOf, reader));
  const rule = rules.length === 0 ? CLOSED : all(rules);
  if (onDeny === undefined) return { rule };
  if (onDeny.kind === Kind.ENUM && (onDeny.value === 'ERROR' || onDeny.value === 'NULL')) {
    return { rule, onDeny: onDeny.value };
  }
  reader.fault('onDeny is neither ERROR nor NULL.');
  return { rule };
}

/** Reads one `@public` from the AST; whatever it cannot read is a fault. */
export function readPublic(node: ConstDirectiveNode, reader: DirectiveReader): WrittenPublic {
  const members = readMembers(node.arguments ?? [], reader);
  const elevates = members.get('elevates');
  const reason = members.get('reason');
  for (const name of members.keys()) {
    if (name !== 'elevates' && name !== 'reason') reader.fault(`@public has no argument "${name}".`);
  }
  if (elevates !== undefined && elevates.kind !== Kind.BOOLEAN) reader.fault('elevates is not a Boolean.');
  if (reason !== undefined && reason.kind !== Kind.STRING) reader.fault('reason is not a String.');
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
    if (members.has(name.value)) reader.fault(`${name.value} is written twice in one directive.`);
    if (value.kind === Kind.NULL) reader.fault(`${name.value} is null; leave it out, or give it a value.`);
    members.set(name.value, value);
  }
  return members;
}

function readAnyOf(value: ConstValueNode, reader: DirectiveReader): Rule {
  const items = listOf(value);
  if (items.length === 0) reader.fault('anyOf is empty; nobody could pass.');
  return items.flatMap((item) => {
    if (item.kind !== Kind.OBJECT) {
      if (item.kind !== Kind.NULL) reader.fault('anyOf holds something that is not a group.');
      else if (value.kind === Kind.LIST) reader.fault('anyOf holds null.');
      return [];
    }
    if (item.fields.length === 0) reader.fault('anyOf holds an empty group.');
    return readGroup(readMembers(item.fields, reader), reader);
  });
}

function readGroup(members: Members, reader: DirectiveReader): Rule {
  const rule = all([...members].map(([name, value]) => [readMember(name, value, reader)]));
  // A group that names no scopes keeps narrowed callers out, whatever else it names.
  return members.has('scopes') ? rule : rule.map((group) => ({ ...group, scopes: null }));
}

const ANY_PRINCIPAL: Group = {
  roleRank: -1,
  scopes: [],
  freshWithin: Infinity,
  assurance: 0,
  parent: [],
  value: [],
};

function readMember(name: string, value: ConstValueNode, reader: DirectiveReader): Group {
  switch (name) {
    case 'requires':
      return { ...ANY_PRINCIPAL, roleRank: readRole(value, reader) };
    case 'scopes':
      return { ...ANY_PRINCIPAL, scopes: readScopes(value, reader) };
    case 'owner':
      return { ...ANY_PRINCIPAL, parent: [ownerRequirement(readName(name, value, reader), 'parent')] };
    case 'policy':
      return {
        ...ANY_PRINCIPAL,
        parent: [policyRequirement(readPolicyName(value, reader), reader.coordinate, 'parent')],
      };
    case 'freshWithin':
      return { ...ANY_PRINCIPAL, freshWithin: readPositive(name, value, reader) };
    case 'assurance':
      return { ...ANY_PRINCIPAL, assurance: readPositive(name, value, reader) };
    default:
      reader.fault(`@auth has no member "${name}".`);
      return { ...ANY_PRINCIPAL, roleRank: Infinity };
  }
}

function readRole(value: ConstValueNode, reader: DirectiveReader): number {
  const roleRank = value.kind === Kind.ENUM ? reader.roles.indexOf(value.value) : -1;
  if (roleRank === -1 && value.kind !== Kind.NULL)
    reader.fault('requires names a role that is not on the ladder.');
  return roleRank === -1 ? Infinity : roleRank;
}

function readScopes(value: ConstValueNode, reader: DirectiveReader): readonly string[] {
  const scopes = listOf(value).map((item) => (item.kind === Kind.STRING ? item.value : ''));
  if (value.kind !== Kind.NULL && !scopes.every((scope) => SCOPE.test(scope))) {
    reader.fault('scopes holds something that is not a scope (RFC 6749, 3.3).');
  }
  return [...new Set(scopes)].sort();
}

function readPolicyName(value: ConstValueNode, reader: DirectiveReader): string {
  const name = readName('policy', value, reader);
  if (name !== '' && !reader.policies.has(name)) reader.fault(`policy "${name}" is unknown.`);
  return name;
}

function readName(member: string, value: ConstValueNode, reader: DirectiveReader): string {
  if (value.kind === Kind.STRING && value.value !== '') return value.value;
  if (value.kind !== Kind.NULL) reader.fault(`${member} is not a name.`);
  return '';
}

function readPositive(member: string, value: ConstValueNode, reader: DirectiveReader): number {
  const number = value.kind === Kind.INT ? Number(value.value) : 0;
  if (value.kind !== Kind.NULL && !(number >= 1 && number <= 2_147_483_647)) {
    reader.fault(`${member} is not a positive Int.`);
  }
  return number;
}

function listOf(value: ConstValueNode): readonly ConstValueNode[] {
  return value.kind === Kind.LIST ? value.values : [value];
}
