import { type ASTNode, type ASTVisitor, type DocumentNode, parse, print, visit } from 'graphql';
import type { Request, Scenario } from './types.js';

/** A failing scenario and request. */
export type Failure = { readonly scenario: Scenario; readonly request: Request };
/** Returns whether a failure is still of the same kind. */
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

/** Returns whether a node can still be printed as a document. */
function isPrintable(document: DocumentNode): boolean {
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

/** Removes unused variables and fragments, which would make the document invalid. */
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

/** Returns the document without its n-th removable node, or undefined when the rest is no document. */
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
    return isPrintable(smaller) ? print(smaller) : undefined;
  } catch {
    // A required child of the parent was removed.
    return undefined;
  }
}

async function failsStill(failure: Failure, stillFails: StillFails): Promise<boolean> {
  try {
    return await stillFails(failure);
  } catch {
    // The rest is no valid schema or operation.
    return false;
  }
}

async function shrinkText(
  text: string,
  rebuild: (text: string) => Failure,
  stillFails: StillFails,
): Promise<string> {
  let current = text;
  for (let index = count(parse(current)) - 1; index >= 0; index -= 1) {
    const smaller = without(current, index);
    if (smaller !== undefined && (await failsStill(rebuild(smaller), stillFails))) current = smaller;
  }
  return current;
}

/**
 * Removes everything from a failure without which it still fails: directives, selections, fields, types,
 * resolver modes.
 */
export async function shrinkFailure(failure: Failure, stillFails: StillFails): Promise<Failure> {
  let { scenario, request } = failure;
  for (let round = 0; round < 3; round += 1) {
    const before = request.source + scenario.sdl;
    const fixed = request;
    const source = await shrinkText(
      request.source,
      (text) => ({ scenario, request: { ...fixed, source: text } }),
      stillFails,
    );
    request = { ...request, source };
    const calls = request;
    const sdl = await shrinkText(
      scenario.sdl,
      (text) => ({ scenario: { ...scenario, sdl: text }, request: calls }),
      stillFails,
    );
    scenario = { ...scenario, sdl };
    for (const simpler of [
      { ...scenario, modes: {} },
      { ...scenario, typing: 'typename' as const },
    ]) {
      if (await failsStill({ scenario: simpler, request }, stillFails)) scenario = simpler;
    }
    if (request.source + scenario.sdl === before) break;
  }
  return { scenario, request };
}

/** Returns the modes of the remaining fields. */
function usedModes({ scenario, request }: Failure): Record<string, string> {
  const isUsed = (coordinate: string): boolean =>
    coordinate.split('.').every((name) => new RegExp(`\\b${name}\\b`).test(scenario.sdl)) &&
    request.source.includes(coordinate.split('.')[1] ?? '');
  return Object.fromEntries(Object.entries(scenario.modes).filter(([coordinate]) => isUsed(coordinate)));
}

/** Returns the failure as text. */
export function describeFailure(failure: Failure): string {
  const { scenario, request } = failure;
  const fieldValues = Object.entries(request.data).map(
    ([id, { fieldValues: fields, owners, flag, elevates }]) => {
      const known = Object.fromEntries(
        Object.entries(fields).filter(([name]) => scenario.sdl.includes(`${name}`)),
      );
      return `  ${id} ${JSON.stringify({ ...known, owners, flag, elevates })}`;
    },
  );
  return [
    print(parse(scenario.sdl)),
    `typing ${scenario.typing}, queries ${scenario.queries}, undeclared ${scenario.undeclared}`,
    `modes ${JSON.stringify(usedModes(failure))}`,
    `caller ${JSON.stringify(request.caller)}`,
    request.source,
    `variables ${JSON.stringify(request.variables)}`,
    ...fieldValues.filter((line) => scenario.sdl.includes(line.trim().split(/[: ]/)[0] ?? '')),
  ].join('\n');
}
