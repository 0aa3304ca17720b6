/** A node of the syntax tree that SWC returns. */
export type Node = Readonly<Record<string, unknown>>;

/** Returns whether a value of the tree is a node or a list. */
export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}

/** Visits a node and everything below it. */
export function walk(value: unknown, visit: (node: Node) => void): void {
  if (!isNode(value)) return;
  if (typeof value['type'] === 'string') visit(value);
  for (const part of Object.values(value)) walk(part, visit);
}
