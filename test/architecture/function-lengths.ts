import { parseSync } from '@swc/core';

/** A function and the lines of its body, without those of nested functions. */
export interface FunctionLength {
  readonly line: number;
  readonly ownLines: number;
}

type Node = Readonly<Record<string, unknown>>;
interface Lines {
  readonly first: number;
  readonly last: number;
}

const kinds = [
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassMethod',
  'MethodProperty',
];

/** Returns the length of every function of a file. */
export function functionLengths(source: string): readonly FunctionLength[] {
  // The parser counts bytes from the first statement, so a statement is put at the beginning of the file.
  const bytes = Buffer.from(`0;${source.replace(/^#!/, '//')}`);
  const module = parseSync(bytes.toString(), { syntax: 'typescript', target: 'es2022' });
  const lineAt = (offset: number): number =>
    bytes
      .subarray(0, offset - module.span.start)
      .toString()
      .split('\n').length;
  const found: FunctionLength[] = [];
  measure(module, lineAt, found);
  return found;
}

/** Returns the number of lines of the functions inside the value. */
function measure(value: unknown, lineAt: (offset: number) => number, found: FunctionLength[]): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inside = Object.values(value).reduce((sum: number, part) => sum + measure(part, lineAt, found), 0);
  const lines = bodyOf(value as Node, lineAt);
  if (lines === null) return inside;
  const length = lines.last - lines.first + 1;
  found.push({ line: lines.first, ownLines: length - inside });
  return length - 1;
}

function bodyOf({ type, body }: Node, lineAt: (offset: number) => number): Lines | null {
  if (!kinds.includes(String(type)) || typeof body !== 'object' || body === null) return null;
  const { span } = body as { readonly span?: { readonly start: number; readonly end: number } };
  return span === undefined ? null : { first: lineAt(span.start), last: lineAt(span.end) };
}
