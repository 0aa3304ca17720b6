import type { SourceFile } from './source-files.js';

/** Returns every import cycle among the files, type-only imports included, as `a.ts -> b.ts -> a.ts`. */
export function findImportCycles(files: readonly Pick<SourceFile, 'path' | 'imports'>[]): readonly string[] {
  const graph = new Map(
    files.map(({ path, imports }) => [
      path,
      imports.filter(({ isInternal }) => isInternal).map(({ target }) => target),
    ]),
  );
  const finished = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
    if (trail.includes(path) || finished.has(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    finished.add(path);
  };

  for (const path of graph.keys()) visit(path, []);
  return cycles;
}
