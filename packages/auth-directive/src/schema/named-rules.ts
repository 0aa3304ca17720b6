import { type ConstDirectiveNode, type ConstValueNode, Kind } from 'graphql';
import type { Finding } from '../core/auth-schema-error.js';
import type { Rule } from '../core/rule.js';
import { MAX_GROUPS, ruleKey } from '../core/rule-algebra.js';
import { type DirectiveReader, type NamedRules, readRuleDefinition } from './read-directive.js';

/**
 * Reads the definitions of named rules; code-first builders write one to two places. Reports unusable ones to
 * `faults`: without a name, two rules under one name, in a cycle, with a member that cannot be read.
 */
export function readNamedRules(
  directives: readonly ConstDirectiveNode[],
  reader: Omit<DirectiveReader, 'namedRules' | 'reportFault'>,
  faults: Finding[],
): NamedRules {
  const { coordinate, names } = reader;
  const reportFault = (message: string): void => void faults.push({ coordinate, message });
  const namedRules = new Map<string, ConstDirectiveNode>();
  const others: Array<readonly [string, ConstDirectiveNode]> = [];
  for (const directive of directives.filter(({ name }) => name.value === names.named)) {
    const name = textOf(directive.arguments?.find((each) => each.name.value === 'name')?.value);
    if (name === undefined) reportFault(`@${names.named} needs a name.`);
    else if (namedRules.has(name)) others.push([name, directive]);
    else namedRules.set(name, directive);
  }
  const read = (name: string, directive: ConstDirectiveNode): Rule =>
    readRuleDefinition(directive, {
      ...reader,
      namedRules,
      reportFault: (message) => reportFault(`rule "${name}": ${message}`),
    });
  const keys = new Map<string, string>();
  for (const [name, directive] of namedRules) {
    const rule = read(name, directive);
    keys.set(name, ruleKey(rule));
    if (rule.length > MAX_GROUPS) reportFault(`rule "${name}": The rule has more than ${MAX_GROUPS} groups.`);
  }
  for (const [name, directive] of others) {
    if (keys.get(name) !== ruleKey(read(name, directive))) reportFault(`rule "${name}" is defined twice.`);
  }
  for (const cycle of cyclesOf(namedRules)) reportFault(`The rules ${cycle.join(' > ')} form a cycle.`);
  return namedRules;
}

/** Returns each cycle once, from the first of its rules back to it. */
function cyclesOf(namedRules: NamedRules): ReadonlyArray<readonly string[]> {
  const cycles: string[][] = [];
  const finished = new Set<string>();
  const follow = (name: string, above: readonly string[]): void => {
    const path = [...above, name];
    if (above.includes(name)) cycles.push(path.slice(above.indexOf(name)));
    if (above.includes(name) || finished.has(name)) return;
    for (const used of rulesUsedBy(namedRules.get(name))) follow(used, path);
    finished.add(name);
  };
  for (const name of namedRules.keys()) follow(name, []);
  return cycles;
}

function rulesUsedBy(directive: ConstDirectiveNode | undefined): readonly string[] {
  return (directive?.arguments ?? []).flatMap(({ name, value }) => {
    if (name.value === 'rule') return textOf(value) ?? [];
    return name.value === 'anyOf' ? rulesInGroups(value) : [];
  });
}

function rulesInGroups(value: ConstValueNode): readonly string[] {
  if (value.kind === Kind.LIST) return value.values.flatMap(rulesInGroups);
  if (value.kind !== Kind.OBJECT) return [];
  return value.fields.flatMap(({ name, value: used }) => (name.value === 'rule' ? (textOf(used) ?? []) : []));
}

function textOf(value: ConstValueNode | undefined): string | undefined {
  return value?.kind === Kind.STRING && value.value !== '' ? value.value : undefined;
}
