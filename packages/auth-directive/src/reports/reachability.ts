import { type GraphQLObjectType, getNamedType, isAbstractType, isObjectType } from 'graphql';
import { both, MAX_GROUPS } from '../core/rule-algebra.js';
import type { GuardedSchema } from '../schema/guarded-schema.js';
import type { InputPosition, PlacedRule } from '../schema/input-rules.js';
import { rootTypeNames } from '../schema/read-policy.js';
import { OPEN, type Rule } from '../core/rule.js';

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

/** A way, and what it asks. */
interface Way {
  readonly way: Rule;
  readonly path: readonly string[];
}

interface Stop extends Way {
  readonly typeName: string;
}

interface Journey {
  readonly guarded: GuardedSchema;
  readonly reduce: Reduce;
  readonly reached: Map<string, Reached>;
  readonly visited: Set<string>;
  /** Stops on ways that are sure to pass, by the length of the way; and on ways that depend. */
  readonly sure: Stop[][];
  readonly unsure: Stop[][];
}

/**
 * Walks the schema from its roots as one kind of caller, breadth first: over ways that are sure to pass before
 * ways that depend on objects or sessions. What is refused is reached, and nothing below it.
 */
export function reachOf(guarded: GuardedSchema, reduce: Reduce): Reach {
  const journey: Journey = { guarded, reduce, reached: new Map(), visited: new Set(), sure: [], unsure: [] };
  for (const typeName of rootTypeNames(guarded.schema).keys()) go(journey, typeName, { way: OPEN, path: [] });
  drain(journey.sure, (stop) => visit(journey, stop));
  drain(journey.unsure, (stop) => visit(journey, stop));
  return journey.reached;
}

/** Takes an element down where it is first reached, and answers the way on from there. */
function note({ reached }: Journey, coordinate: string, own: Rule, { way, path }: Way): Way {
  const next = [...path, coordinate];
  if (!reached.has(coordinate)) reached.set(coordinate, { own, way, path: next });
  return { way: passesForSure(own) ? way : limited(way, own), path: next };
}

function go({ visited, sure, unsure }: Journey, typeName: string, from: Way): void {
  if (visited.has(typeName)) return;
  const stops = from.way === OPEN ? sure : unsure;
  const { length } = from.path;
  const level = stops[length] ?? [];
  stops[length] = level;
  level.push({ typeName, ...from });
}

function visit(journey: Journey, stop: Stop): void {
  if (journey.visited.has(stop.typeName)) return;
  journey.visited.add(stop.typeName);
  const type = journey.guarded.schema.getType(stop.typeName);
  if (isObjectType(type)) visitObject(journey, type, stop);
  else visitInput(journey, stop);
}

function visitObject(journey: Journey, type: GraphQLObjectType, stop: Stop): void {
  const { guarded, reduce } = journey;
  for (const definition of Object.values(type.getFields())) {
    const field = guarded.fields.get(`${type.name}.${definition.name}`);
    if (field === undefined) continue;
    const own = reduce(field.full);
    const next = note(journey, field.coordinate, own, stop);
    if (own.length === 0) continue;
    for (const position of field.inputs ?? []) {
      visitPosition(journey, position, `${field.coordinate}(${position.name}:)`, next);
    }
    const returned = getNamedType(definition.type);
    if (!isAbstractType(returned)) go(journey, returned.name, next);
    else for (const { name } of guarded.schema.getPossibleTypes(returned)) visitEdge(journey, name, next);
  }
}

/** From an abstract type to a concrete one, whose own rule is asked on the way. */
function visitEdge(journey: Journey, typeName: string, from: Way): void {
  const edge = journey.reduce(journey.guarded.edges.get(typeName)?.rule ?? OPEN);
  if (edge.length === 0) return;
  go(journey, typeName, passesForSure(edge) ? from : { ...from, way: limited(from.way, edge) });
}

function visitPosition(journey: Journey, { own, type }: InputPosition, coordinate: string, from: Way): void {
  const rule = ownRule(journey, own);
  const next = note(journey, coordinate, rule, from);
  if (rule.length > 0) go(journey, getNamedType(type).name, next);
}

function visitInput(journey: Journey, stop: Stop): void {
  const rules = journey.guarded.inputs.types.get(stop.typeName);
  if (rules === undefined) return;
  const rule = ownRule(journey, rules.own);
  const next = rules.own === undefined ? stop : note(journey, stop.typeName, rule, stop);
  if (rule.length === 0) return;
  for (const value of rules.values.values()) note(journey, value.coordinate, ownRule(journey, value), next);
  for (const position of rules.fields.values()) {
    visitPosition(journey, position, `${stop.typeName}.${position.name}`, next);
  }
}

function ownRule({ reduce }: Journey, placed: PlacedRule | undefined): Rule {
  return placed === undefined ? OPEN : reduce(placed.compiled.rule);
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
