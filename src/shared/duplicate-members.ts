const jsonToken = /"(?:[^"\\]|\\.)*"|[{}[\],:]/gs;

/**
 * Returns true when an object of the JSON text has the same member name twice; JSON.parse silently keeps the
 * last one, and another reader may keep the first. Names are compared after unescaping. The text must be
 * valid JSON.
 */
export function hasDuplicateMembers(json: string): boolean {
  /** The names seen in each open object; null for arrays. */
  const open: (Set<string> | null)[] = [];
  let lastString = '';
  for (const [token] of json.matchAll(jsonToken)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(null);
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':') {
      const names = open.at(-1);
      if (!names) continue;
      const name = String(JSON.parse(lastString));
      if (names.has(name)) return true;
      names.add(name);
    } else if (token !== ',') lastString = token;
  }
  return false;
}
