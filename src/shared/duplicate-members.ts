const jsonToken = /"(?:[^"\\]|\\.)*"|[{}[\],:]/gs;

/**
 * Returns true when an object of the JSON text has the same member name twice; JSON.parse silently keeps the
 * last one, and another reader may keep the first. Names are compared after unescaping. The text must be
 * valid JSON. `scope`: the outermost object only, or the objects at every depth.
 */
export function hasDuplicateMembers(json: string, scope: 'outermost' | 'every-depth'): boolean {
  /** The names seen in each open object; null for arrays and for objects that are not checked. */
  const open: (Set<string> | null)[] = [];
  let lastString = '';
  for (const [token] of json.matchAll(jsonToken)) {
    if (token === '{') open.push(scope === 'every-depth' || open.length === 0 ? new Set() : null);
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
