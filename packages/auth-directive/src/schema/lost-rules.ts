import {
  type ASTNode,
  type ConstDirectiveNode,
  Kind,
  Lexer,
  parse,
  print,
  type Source,
  TokenKind,
  visit,
} from 'graphql';
import type { Finding } from '../core/auth-schema-error.js';
import type { SchemaNames } from '../core/directive-names.js';
import type { Element } from './schema-elements.js';

/**
 * Returns the rules that are written in the type definitions and missing from the schema. When an element is
 * defined twice, graphql-tools and graphql-js may keep the definition without the rule. The text is known
 * from the locations of the nodes that were kept.
 */
export function lostRules(elements: readonly Element[], names: SchemaNames): readonly Finding[] {
  const known = new Map<Source, Set<number>>();
  const startsIn = (source: Source): Set<number> => {
    const starts = known.get(source) ?? new Set();
    known.set(source, starts);
    return starts;
  };
  for (const { sources, directives } of elements) {
    for (const source of sources) startsIn(source);
    for (const { loc } of directives) if (loc !== undefined) startsIn(loc.source).add(loc.start);
  }
  return [...known].flatMap(([source, starts]) => {
    const lost = writtenIn(source, names).filter((start) => !starts.has(start));
    return lost.length === 0 ? [] : lostIn(source, new Set(lost), elements);
  });
}

/** Returns the positions of the directives in a text, except in their own definitions. */
function writtenIn(source: Source, names: SchemaNames): readonly number[] {
  if (!source.body.includes(names.auth) && !source.body.includes(names.public)) return [];
  const written: number[] = [];
  const directives = new Set<string | undefined>([names.auth, names.named, names.public]);
  const lexer = new Lexer(source);
  for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
    const { prev } = token;
    const isRule = prev?.kind === TokenKind.AT && directives.has(token.value);
    if (isRule && prev.prev?.value !== 'directive') written.push(prev.start);
  }
  return written;
}

function lostIn(source: Source, lost: ReadonlySet<number>, elements: readonly Element[]): readonly Finding[] {
  const byCoordinate = new Map(elements.map((element) => [element.coordinate, element]));
  const findings: Finding[] = [];
  visit(parse(source), {
    Directive(node, _key, _parent, _path, ancestors) {
      if (node.loc === undefined || !lost.has(node.loc.start)) return;
      const coordinate = coordinateOf(ancestors);
      const element = byCoordinate.get(coordinate);
      // An element that was removed from the schema cannot be reached.
      if (element === undefined || element.directives.some((other) => isSame(node, other))) return;
      const message = `@${node.name.value} is written in the type definitions and missing from the schema: another definition has replaced it.`;
      findings.push({ coordinate, message });
    },
  });
  return findings;
}

function isSame(left: ASTNode, right: ConstDirectiveNode): boolean {
  return print(left) === print(right);
}

/** Returns the coordinate of the element whose nodes are given, outermost first. */
function coordinateOf(ancestors: ReadonlyArray<ASTNode | readonly ASTNode[]>): string {
  const names: string[] = [];
  for (const node of ancestors) {
    if (!('kind' in node)) continue;
    if (node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION) return 'schema';
    if ('name' in node && node.name !== undefined) names.push(node.name.value);
  }
  const [typeName = '', member, argument] = names;
  if (member === undefined) return typeName;
  return argument === undefined ? `${typeName}.${member}` : `${typeName}.${member}(${argument}:)`;
}
