import {
  type GraphQLField,
  type GraphQLNamedType,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { OPEN, type Rule } from '../core/rule.js';
import type { GuardedSchema } from '../schema/guarded-schema.js';
import type { ElementRule, InputPosition } from '../schema/input-rules.js';
import { rootTypeNames } from '../schema/schema-types.js';

/** Returns whether a rule may pass for a caller. */
export type MayPass = (rule: Rule) => boolean;

/** The callers of a traversal: the caller itself and, below elevating fields, who may sign in there. */
interface Traversal {
  readonly guarded: GuardedSchema;
  readonly removed: ReadonlySet<string>;
  readonly reached: Set<string>;
  readonly pending: Array<{ readonly type: GraphQLNamedType; readonly mayPass: MayPass }>;
  /** The types that were visited, by the caller of the visit. */
  readonly visited: Map<MayPass, Set<string>>;
}

/** Below an elevating field the caller is unknown until it has run: any role and any scopes may pass. */
const someoneMayPass: MayPass = (rule) => rule.length > 0;

/**
 * Returns the coordinates of the types, fields, arguments, input fields and enum values that a caller may
 * reach from the root types, without those that were removed before.
 */
export function reachableElements(
  guarded: GuardedSchema,
  mayPass: MayPass,
  removed: ReadonlySet<string>,
): ReadonlySet<string> {
  const traversal: Traversal = { guarded, removed, reached: new Set(), pending: [], visited: new Map() };
  for (const name of rootTypeNames(guarded.schema).keys()) enqueue(traversal, name, mayPass);
  const { names } = guarded.host;
  for (const directive of guarded.schema.getDirectives()) {
    if ([names.auth, names.named, names.public].includes(directive.name)) continue;
    for (const arg of directive.args) enqueueInput(traversal, getNamedType(arg.type), mayPass);
  }
  for (let next = traversal.pending.pop(); next !== undefined; next = traversal.pending.pop()) {
    visitType(traversal, next.type, next.mayPass);
  }
  return traversal.reached;
}

function enqueue({ guarded, removed, pending, visited }: Traversal, name: string, mayPass: MayPass): void {
  const type = guarded.schema.getType(name);
  const names = visited.get(mayPass) ?? new Set();
  if (type === undefined || removed.has(name) || names.has(name)) return;
  visited.set(mayPass, names.add(name));
  pending.push({ type, mayPass });
}

function visitType(traversal: Traversal, type: GraphQLNamedType, mayPass: MayPass): void {
  const { guarded, reached } = traversal;
  reached.add(type.name);
  if (isAbstractType(type)) {
    for (const { name } of guarded.schema.getPossibleTypes(type)) {
      if (mayPass(guarded.edges.get(name)?.rule ?? OPEN)) enqueue(traversal, name, mayPass);
    }
  }
  if (isObjectType(type) || isInterfaceType(type)) {
    for (const { name } of type.getInterfaces()) enqueue(traversal, name, mayPass);
    for (const field of Object.values(type.getFields())) visitField(traversal, type.name, field, mayPass);
  }
  const rules = guarded.inputs.types.get(type.name);
  if (isInputObjectType(type)) {
    for (const { name, type: inputType } of Object.values(type.getFields())) {
      visitInput(traversal, `${type.name}.${name}`, inputType, rules?.fields.get(name), mayPass);
    }
  }
  if (isEnumType(type)) {
    for (const { name } of type.getValues()) {
      if (passes(rules?.values.get(name), mayPass)) add(traversal, `${type.name}.${name}`);
    }
  }
}

function visitField(
  traversal: Traversal,
  typeName: string,
  definition: GraphQLField<unknown, unknown>,
  mayPass: MayPass,
): void {
  const coordinate = `${typeName}.${definition.name}`;
  const field = traversal.guarded.fields.get(coordinate);
  if (field === undefined || !mayPass(field.elevates ? field.before : field.full)) return;
  if (!add(traversal, coordinate)) return;
  enqueue(traversal, field.returns, field.elevates ? someoneMayPass : mayPass);
  for (const { name, type } of definition.args) {
    const position = field.inputs?.find((each) => each.name === name);
    visitInput(traversal, `${coordinate}(${name}:)`, type, position, mayPass);
  }
}

function visitInput(
  traversal: Traversal,
  coordinate: string,
  type: InputPosition['type'],
  position: InputPosition | undefined,
  mayPass: MayPass,
): void {
  const named = getNamedType(type);
  const isReached =
    passes(position?.own, mayPass) && passes(traversal.guarded.inputs.types.get(named.name)?.own, mayPass);
  if (isReached && add(traversal, coordinate)) enqueueInput(traversal, named, mayPass);
}

function enqueueInput(traversal: Traversal, { name }: GraphQLNamedType, mayPass: MayPass): void {
  if (passes(traversal.guarded.inputs.types.get(name)?.own, mayPass)) enqueue(traversal, name, mayPass);
}

function passes(element: ElementRule | undefined, mayPass: MayPass): boolean {
  return element === undefined || mayPass(element.compiled.rule);
}

/** Records an element as reached. Returns false for one that was removed. */
function add({ removed, reached }: Traversal, coordinate: string): boolean {
  if (removed.has(coordinate)) return false;
  reached.add(coordinate);
  return true;
}
