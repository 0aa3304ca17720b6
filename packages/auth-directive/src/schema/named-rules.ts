import { type ConstDirectiveNode, type ConstValueNode, Kind } from 'graphql';
import type { Finding } from '../core/auth-schema-error.js';
import { CLOSED, type Rule } from '../core/rule.js';
import { MAX_GROUPS, ruleKey } from '../core/rule-algebra.js';
import { type DirectiveReader, type RuleNamed, readRuleDefinition } from './read-directive.js';

type Definitions = ReadonlyMap<string, ConstDirectiveNode>;

/**
 * Reads each definition of a named rule once; code-first builders write one to two places. Reports unusable
 * ones to `faults`: without a name, two rules under one name, in a cycle, with a member that cannot be read.
 */
export function readNamedRules(
  directives: readonly ConstDirectiveNode[],
  reader: Omit<DirectiveReader, 'ruleNamed' | 'reportFault'>,
  faults: Finding[],
): RuleNamed {
  const { coordinate, names } = reader;
  const reportFault = (message: string): void => void faults.push({ coordinate, message });
  const definitions = new Map<string, ConstDirectiveNode>();
  const others: Array<readonly [string, ConstDirectiveNode]> = [];
  for (const directive of directives.filter(({ name }) => name.value === names.named)) {
    const name = textOf(directive.arguments?.find((each) => each.name.value === 'name')?.value);
    if (name === undefined) reportFault(`@${names.named} needs a name.`);
    else if (definitions.has(name)) others.push([name, directive]);
    else definitions.set(name, directive);
  }
  const read = (name: string, directive: ConstDirectiveNode): Rule =>
    readRuleDefinition(directive, {
      ...reader,
      ruleNamed,
      reportFault: (message) => reportFault(`rule "${name}": ${message}`),
    });
  const rules = new Map<string, Rule>();

  function ruleNamed(name: string): Rule | undefined {
    const directive = definitions.get(name);
    if (directive === undefined || rules.has(name)) return rules.get(name);
    // Within itself, in a cycle that is reported below, a rule admits nobody.
    rules.set(name, CLOSED);
    const rule = read(name, directive);
    rules.set(name, rule);
    if (rule.length > MAX_GROUPS) reportFault(`rule "${name}": The rule has more than ${MAX_GROUPS} groups.`);
    return rule;
  }

  for (const name of definitions.keys()) ruleNamed(name);
  for (const [name, directive] of others) {
    const isEqual = ruleKey(rules.get(name) ?? CLOSED) === ruleKey(read(name, directive));
    if (!isEqual) reportFault(`rule "${name}" is defined twice.`);
  }
  for (const cycle of cyclesOf(definitions)) reportFault(`The rules ${cycle.join(' > ')} form a cycle.`);
  return ruleNamed;
}

/** Returns each cycle once, from the first of its rules back to it. */
function cyclesOf(definitions: Definitions): ReadonlyArray<readonly string[]> {
  const cycles: string[][] = [];
  const finished = new Set<string>();
  const follow = (name: string, above: readonly string[]): void => {
    const path = [...above, name];
    if (above.includes(name)) cycles.push(path.slice(above.indexOf(name)));
    if (above.includes(name) || finished.has(name)) return;
    for (const used of rulesUsedBy(definitions.get(name))) follow(used, path);
    finished.add(name);
  };
  for (const name of definitions.keys()) follow(name, []);
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
