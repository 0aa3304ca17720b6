import { type Group, OPEN, type Rule } from '../core/rule.js';
import { both, MAX_GROUPS } from '../core/rule-algebra.js';
import type { GuardedSchema } from '../schema/guarded-schema.js';
import { rootTypeNames } from '../schema/schema-types.js';
import { type Step, stepsBelow } from './element-steps.js';

/** How one kind of caller reaches an element. */
export interface Reached {
  /** What remains of the element's own rule for this caller. */
  readonly own: Rule;
  /** The combined rule of the path to the element; OPEN when the path is unconditional. */
  readonly pathRule: Rule;
  /** The coordinates on the path, the element last. */
  readonly path: readonly string[];
}

/** Every element that is reached, by its coordinate, each on its shortest path. */
export type Reach = ReadonlyMap<string, Reached>;

/** Reduces a rule to what remains for one kind of caller. */
export type ReduceRule = (rule: Rule) => Rule;

interface ReachPath {
  readonly pathRule: Rule;
  readonly path: readonly string[];
}

interface ReachNode extends ReachPath {
  readonly typeName: string;
}

/** Types to visit, by the length of the path to them. */
interface Queue {
  readonly levels: ReachNode[][];
  /** The shortest path to each type; a longer or later one to the same type is not queued. */
  readonly shortest: Map<string, number>;
}

interface Traversal {
  readonly guarded: GuardedSchema;
  readonly reduceRule: ReduceRule;
  readonly reached: Map<string, Reached>;
  readonly visited: Set<string>;
  readonly unconditional: Queue;
  readonly conditional: Queue;
}

/**
 * Walks the schema from its roots as one kind of caller, breadth first: unconditional paths before paths that
 * depend on objects or sessions. A refused element counts as reached, but nothing below it does.
 */
export function reachOf(guarded: GuardedSchema, reduceRule: ReduceRule): Reach {
  const traversal: Traversal = {
    guarded,
    reduceRule,
    reached: new Map(),
    visited: new Set(),
    unconditional: { levels: [], shortest: new Map() },
    conditional: { levels: [], shortest: new Map() },
  };
  for (const typeName of rootTypeNames(guarded.schema).keys())
    enqueueType(traversal, typeName, { pathRule: OPEN, path: [] });
  visitLevels(traversal.unconditional.levels, (node) => visit(traversal, node));
  visitLevels(traversal.conditional.levels, (node) => visit(traversal, node));
  return traversal.reached;
}

/** Records an element where it is first reached. Returns the path to the elements below it. */
function recordReached(
  { reached }: Traversal,
  coordinate: string,
  own: Rule,
  { pathRule, path }: ReachPath,
): ReachPath {
  const next = [...path, coordinate];
  if (!reached.has(coordinate)) reached.set(coordinate, { own, pathRule, path: next });
  return { pathRule: isUnconditional(own) ? pathRule : combineWithinLimit(pathRule, own), path: next };
}

function enqueueType(
  { visited, unconditional, conditional }: Traversal,
  typeName: string,
  from: ReachPath,
): void {
  if (visited.has(typeName)) return;
  const { levels, shortest } = from.pathRule === OPEN ? unconditional : conditional;
  const { length } = from.path;
  if ((shortest.get(typeName) ?? Number.POSITIVE_INFINITY) <= length) return;
  shortest.set(typeName, length);
  const level = levels[length] ?? [];
  levels[length] = level;
  level.push({ typeName, ...from });
}

function visit(traversal: Traversal, node: ReachNode): void {
  if (traversal.visited.has(node.typeName)) return;
  traversal.visited.add(node.typeName);
  for (const step of stepsBelow(traversal.guarded, node.typeName)) visitStep(traversal, step, node);
}

function visitStep(traversal: Traversal, step: Step, from: ReachPath): void {
  const own = traversal.reduceRule(step.rule);
  const next = recordReached(traversal, step.coordinate, own, from);
  if (own.length === 0) return;
  for (const each of step.below) visitStep(traversal, each, next);
  for (const { typeName, rule } of step.targets) visitTarget(traversal, typeName, rule, next);
}

/** Continues with a type, whose rule becomes part of the path's rule. */
function visitTarget(traversal: Traversal, typeName: string, rule: Rule, from: ReachPath): void {
  const edge = traversal.reduceRule(rule);
  if (edge.length === 0) return;
  enqueueType(
    traversal,
    typeName,
    isUnconditional(edge) ? from : { ...from, pathRule: combineWithinLimit(from.pathRule, edge) },
  );
}

/**
 * Visits the shortest paths first. Visiting a level may add nodes to it and to later levels, never to earlier
 * ones.
 */
function visitLevels(levels: readonly ReachNode[][], visit: (node: ReachNode) => void): void {
  for (let length = 0; length < levels.length; length += 1) {
    for (const node of levels[length] ?? []) visit(node);
  }
}

function isUnconditional(rule: Rule): boolean {
  return rule.some(isDecidedByCaller);
}

/** Returns whether role and scopes alone decide a group: no object, freshness or assurance. */
export function isDecidedByCaller({ parent, value, freshWithin, assurance }: Group): boolean {
  return parent.length === 0 && value.length === 0 && freshWithin === Infinity && assurance === 0;
}

function combineWithinLimit(pathRule: Rule, own: Rule): Rule {
  const rule = both(pathRule, own);
  return rule.length > MAX_GROUPS ? pathRule : rule;
}
