/**
 * The maximum bracket nesting of a document and its variables. Deeper nesting exhausts the stack of recursive
 * readers.
 */
export const nestingLimit = 60;

/**
 * Returns whether the brackets of a GraphQL or JSON text are nested deeper than the limit. Runs in one pass
 * without recursion, so that it can be called before parsing. Ignores brackets in strings, block strings and
 * comments.
 */
export function nestsTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '{' || character === '[' || character === '(') depth += 1;
    else if (character === '}' || character === ']' || character === ')') depth -= 1;
    else if (character === '#') at = endOfLine(text, at);
    else if (character === '"') at = endOfString(text, at);
    if (depth > nestingLimit) return true;
  }
  return false;
}

/** Returns whether a parsed JSON value is nested deeper than the limit. Recursion stops at the limit. */
export function valueNestsTooDeep(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depth >= nestingLimit) return true;
  return Object.values(value).some((member) => valueNestsTooDeep(member, depth + 1));
}

function endOfLine(text: string, start: number): number {
  const newline = /[\r\n]/g;
  newline.lastIndex = start;
  return newline.exec(text)?.index ?? text.length;
}

function endOfString(text: string, start: number): number {
  if (text.startsWith('"""', start)) return endOfBlockString(text, start + 3);
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    // An unterminated string ends with its line. The parser reads the rest as code, too, and rejects the
    // document.
    else if (text[at] === '"' || text[at] === '\n' || text[at] === '\r') return at;
  }
  return text.length;
}

function endOfBlockString(text: string, start: number): number {
  for (let at = start; at < text.length; at += 1) {
    if (text.startsWith('\\"""', at)) at += 3;
    else if (text.startsWith('"""', at)) return at + 2;
  }
  return text.length;
}
