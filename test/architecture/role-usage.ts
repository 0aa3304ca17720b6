import { parseSync } from '@swc/core';
import { isNode, type Node, walk } from './syntax.js';

/** How a file uses roles, read from its syntax. */
export interface RoleUsage {
  /** The names of the functions that the file calls. */
  readonly calls: ReadonlySet<string>;
  /** Comparisons of a role with another value than null or undefined. */
  readonly comparisons: number;
  /** Conditions that contain a role: `if`, `?:`, `switch`, `&&`, `||`, `??` and comparisons. */
  readonly conditions: number;
  /** String literals that are names of roles above USER. */
  readonly literals: number;
}

const equality = ['===', '!==', '==', '!='];
const higherRoles = ['SUPPORT', 'ADMIN'];

/** Reads the usage of roles in one file. */
export function readRoleUsage(text: string): RoleUsage {
  const calls = new Set<string>();
  const found = { comparisons: 0, conditions: 0, literals: 0 };
  walk(parseSync(text, { syntax: 'typescript', target: 'es2022' }), (node) => {
    const callee = node['type'] === 'CallExpression' ? node['callee'] : null;
    if (isNode(callee)) calls.add(nameOf(callee) ?? '');
    if (node['type'] === 'StringLiteral' && isHigherRole(node)) found.literals += 1;
    if (isRoleComparison(node)) found.comparisons += 1;
    if (conditionsOf(node).some(mentionsRole)) found.conditions += 1;
  });
  return { calls, ...found };
}

function nameOf(node: Node): string | null {
  const named = node['type'] === 'MemberExpression' ? node['property'] : node;
  return isNode(named) && named['type'] === 'Identifier' ? String(named['value']) : null;
}

function isHigherRole(node: unknown): boolean {
  return isNode(node) && higherRoles.includes(String(node['value']));
}

function isRole(node: unknown): boolean {
  return isNode(node) && /^role$|Role$/.test(nameOf(node) ?? '');
}

/** A test for a missing role is no comparison of roles. */
function isMissing(node: unknown): boolean {
  return isNode(node) && (node['type'] === 'NullLiteral' || nameOf(node) === 'undefined');
}

function isRoleComparison(node: Node): boolean {
  if (node['type'] !== 'BinaryExpression' || !equality.includes(String(node['operator']))) return false;
  const sides = [node['left'], node['right']];
  return sides.some(isHigherRole) || (sides.some(isRole) && !sides.some(isMissing));
}

function conditionsOf(node: Node): readonly unknown[] {
  switch (node['type']) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return [node['test']];
    case 'SwitchStatement':
      return [node['discriminant']];
    // The logical operators too.
    case 'BinaryExpression':
      return [node];
    default:
      return [];
  }
}

function mentionsRole(condition: unknown): boolean {
  let isMentioned = false;
  walk(condition, (node) => {
    isMentioned ||= isRole(node) || (node['type'] === 'StringLiteral' && isHigherRole(node));
  });
  return isMentioned;
}
