import { type ASTNode, type ASTVisitor, type DocumentNode, parse, print, visit } from 'graphql';
import type { Request, World } from './types.js';

/** A failing pair, small enough to read. */
export type Failure = { readonly world: World; readonly request: Request };
/** True while the pair still fails in the same way. */
export type StillFails = (failure: Failure) => Promise<boolean>;

const removable = new Set([
  'Directive',
  'Field',
  'InlineFragment',
  'FragmentSpread',
  'FragmentDefinition',
  'VariableDefinition',
  'Argument',
  'ObjectField',
  'FieldDefinition',
  'InputValueDefinition',
  'ObjectTypeDefinition',
  'InterfaceTypeDefinition',
  'UnionTypeDefinition',
  'InputObjectTypeDefinition',
  'EnumTypeDefinition',
  'ObjectTypeExtension',
  'EnumValueDefinition',
  'NamedType',
]);

function count(document: ASTNode): number {
  let total = 0;
  visit(document, {
    enter: (node) => {
      if (removable.has(node.kind)) total += 1;
    },
  });
  return total;
}

/** False for what cannot be printed as a document any more. */
function isWhole(document: DocumentNode): boolean {
  let isBroken = false;
  visit(document, {
    SelectionSet: (node) => {
      isBroken ||= node.selections.length === 0;
    },
    Field: (node) => {
      isBroken ||= node.selectionSet === null;
    },
  });
  return !isBroken;
}

/** Variables and fragments that nothing uses any more make a document invalid, so they go too. */
function withoutUnused(document: DocumentNode): DocumentNode {
  const used = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable: (node) => void used.add(`$${node.name.value}`),
    FragmentSpread: (node) => void used.add(node.name.value),
  });
  return visit(document, {
    VariableDefinition: (node) => (used.has(`$${node.variable.name.value}`) ? undefined : null),
    FragmentDefinition: (node) => (used.has(node.name.value) ? undefined : null),
  });
}

/** The document without its n-th removable node, or undefined when nothing sensible is left. */
function without(source: string, index: number): string | undefined {
  const document = parse(source, { noLocation: true });
  let seen = -1;
  const visitor: ASTVisitor = {
    enter: (node) => {
      if (!removable.has(node.kind)) return undefined;
      seen += 1;
      return seen === index ? null : undefined;
    },
  };
  try {
    const smaller = withoutUnused(visit(document, visitor));
    return isWhole(smaller) ? print(smaller) : undefined;
  } catch {
    // A node that its parent cannot do without is gone.
    return undefined;
  }
}

async function tried(failure: Failure, stillFails: StillFails): Promise<boolean> {
  try {
    return await stillFails(failure);
  } catch {
    // What is left is no valid schema or operation any more.
    return false;
  }
}

async function reduceText(
  text: string,
  rebuild: (text: string) => Failure,
  stillFails: StillFails,
): Promise<string> {
  let current = text;
  for (let index = count(parse(current)) - 1; index >= 0; index -= 1) {
    const smaller = without(current, index);
    if (smaller !== undefined && (await tried(rebuild(smaller), stillFails))) current = smaller;
  }
  return current;
}

/** Takes out of a failing pair whatever can go while it still fails: directives, selections, fields, types, resolver modes. */
export async function reduce(failure: Failure, stillFails: StillFails): Promise<Failure> {
  let { world, request } = failure;
  for (let round = 0; round < 3; round += 1) {
    const before = request.source + world.sdl;
    const fixed = request;
    const source = await reduceText(
      request.source,
      (text) => ({ world, request: { ...fixed, source: text } }),
      stillFails,
    );
    request = { ...request, source };
    const asked = request;
    const sdl = await reduceText(
      world.sdl,
      (text) => ({ world: { ...world, sdl: text }, request: asked }),
      stillFails,
    );
    world = { ...world, sdl };
    for (const simpler of [
      { ...world, modes: {} },
      { ...world, typing: 'typename' as const },
    ]) {
      if (await tried({ world: simpler, request }, stillFails)) world = simpler;
    }
    if (request.source + world.sdl === before) break;
  }
  return { world, request };
}

/** The modes of the fields that are still there. */
function usedModes({ world, request }: Failure): Record<string, string> {
  const isUsed = (coordinate: string): boolean =>
    coordinate.split('.').every((name) => new RegExp(`\\b${name}\\b`).test(world.sdl)) &&
    request.source.includes(coordinate.split('.')[1] ?? '');
  return Object.fromEntries(Object.entries(world.modes).filter(([coordinate]) => isUsed(coordinate)));
}

/** The pair in words, for a report. */
export function describe(failure: Failure): string {
  const { world, request } = failure;
  const slots = Object.entries(request.data).map(([id, { slots: fields, owners, flag, elevates }]) => {
    const known = Object.fromEntries(
      Object.entries(fields).filter(([name]) => world.sdl.includes(`${name}`)),
    );
    return `  ${id} ${JSON.stringify({ ...known, owners, flag, elevates })}`;
  });
  return [
    print(parse(world.sdl)),
    `typing ${world.typing}, queries ${world.queries}, undeclared ${world.undeclared}, modes ${JSON.stringify(usedModes(failure))}`,
    `caller ${JSON.stringify(request.caller)}`,
    request.source,
    `variables ${JSON.stringify(request.variables)}`,
    ...slots.filter((line) => world.sdl.includes(line.trim().split(/[: ]/)[0] ?? '')),
  ].join('\n');
}
