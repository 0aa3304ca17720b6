import { type GraphQLObjectType, getNamedType, isAbstractType, isLeafType, isObjectType } from 'graphql';
import { both, MAX_GROUPS } from './algebra.js';
import type { GuardedField, GuardedSchema } from './guarded-schema.js';
import type { InputPosition, PlacedRule } from './input-rules.js';
import { rootTypeNames } from './read-policy.js';
import { OPEN, type Rule } from './rule.js';

/** How an element is reached. */
export interface Reached {
  /** What the element itself asks of this caller. */
  readonly own: Rule;
  /** What the way to it asks; OPEN when that is sure to pass. */
  readonly way: Rule;
  /** The coordinates on the way, the element last. */
  readonly path: readonly string[];
}

/** Every element that is reached, by its coordinate, each on its shortest way. */
export type Reach = ReadonlyMap<string, Reached>;

/** What is left of a rule for one kind of caller. */
export type Reduce = (rule: Rule) => Rule;

interface Stop {
  readonly typeName: string;
  readonly way: Rule;
  readonly path: readonly string[];
}

/**
 * Walks the schema from its roots as one kind of caller, breadth first: over ways that are sure to pass before
 * ways that depend on objects or sessions. What is refused is reached, and nothing below it.
 */
export function reachOf(guarded: GuardedSchema, reduce: Reduce): Reach {
  const reached = new Map<string, Reached>();
  const visited = new Set<string>();
  const sure: Stop[][] = [];
  const unsure: Stop[][] = [];

  function note(
    coordinate: string,
    own: Rule,
    { way, path }: Omit<Stop, 'typeName'>,
  ): Omit<Stop, 'typeName'> {
    const next = [...path, coordinate];
    if (!reached.has(coordinate)) reached.set(coordinate, { own, way, path: next });
    return { way: passesForSure(own) ? way : limited(way, own), path: next };
  }

  function go(typeName: string, own: Rule, from: Omit<Stop, 'typeName'>): void {
    if (own.length === 0 || visited.has(typeName)) return;
    const stops = from.way === OPEN ? sure : unsure;
    const { length } = from.path;
    const level = stops[length] ?? [];
    stops[length] = level;
    level.push({ typeName, ...from });
  }

  function visit(stop: Stop): void {
    if (visited.has(stop.typeName)) return;
    visited.add(stop.typeName);
    const type = guarded.schema.getType(stop.typeName);
    if (isObjectType(type)) visitObject(type, stop);
    else visitInput(stop);
  }

  function visitObject(type: GraphQLObjectType, stop: Stop): void {
    for (const definition of Object.values(type.getFields())) {
      const field = guarded.fields.get(`${type.name}.${definition.name}`);
      if (field === undefined) continue;
      const own = reduce(field.full);
      const next = note(field.coordinate, own, stop);
      if (own.length === 0) continue;
      visitArguments(field, next);
      const returned = getNamedType(definition.type);
      if (isLeafType(returned)) go(returned.name, OPEN, next);
      if (isObjectType(returned)) go(returned.name, own, next);
      if (isAbstractType(returned)) {
        for (const { name } of guarded.schema.getPossibleTypes(returned)) visitEdge(name, next);
      }
    }
  }

  function visitEdge(typeName: string, from: Omit<Stop, 'typeName'>): void {
    const edge = reduce(guarded.edges.get(typeName)?.rule ?? OPEN);
    go(typeName, edge, passesForSure(edge) ? from : { ...from, way: limited(from.way, edge) });
  }

  function visitArguments({ coordinate, inputs = [] }: GuardedField, from: Omit<Stop, 'typeName'>): void {
    for (const position of inputs) visitPosition(position, `${coordinate}(${position.name}:)`, from);
  }

  function visitPosition(
    { own, type }: InputPosition,
    coordinate: string,
    from: Omit<Stop, 'typeName'>,
  ): void {
    const rule = ownRule(own);
    const next = note(coordinate, rule, from);
    go(getNamedType(type).name, rule, next);
  }

  function visitInput(stop: Stop): void {
    const rules = guarded.inputs.types.get(stop.typeName);
    if (rules === undefined) return;
    const rule = ownRule(rules.own);
    const next = rules.own === undefined ? stop : note(stop.typeName, rule, stop);
    if (rule.length === 0) return;
    for (const value of rules.values.values()) note(value.coordinate, ownRule(value), next);
    for (const position of rules.fields.values()) {
      visitPosition(position, `${stop.typeName}.${position.name}`, next);
    }
  }

  function ownRule(placed: PlacedRule | undefined): Rule {
    return placed === undefined ? OPEN : reduce(placed.compiled.rule);
  }

  for (const typeName of rootTypeNames(guarded.schema).keys()) go(typeName, OPEN, { way: OPEN, path: [] });
  drain(sure, visit);
  drain(unsure, visit);
  return reached;
}

/** Shortest first; levels grow while they are walked, never below the one that is being walked. */
function drain(levels: readonly Stop[][], visit: (stop: Stop) => void): void {
  for (let length = 0; length < levels.length; length += 1) {
    for (const stop of levels[length] ?? []) visit(stop);
  }
}

function passesForSure(rule: Rule): boolean {
  return rule.some(
    ({ parent, value, freshWithin, assurance }) =>
      parent.length === 0 && value.length === 0 && freshWithin === Infinity && assurance === 0,
  );
}

function limited(way: Rule, own: Rule): Rule {
  const rule = both(way, own);
  return rule.length > MAX_GROUPS ? way : rule;
}
