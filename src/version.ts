import { readFileSync } from 'node:fs';

/** The release that runs, from the package itself: the same file serves src/ and dist/. */
export const version: string = readVersion(
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')),
);

function readVersion(manifest: unknown): string {
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest)
    return String(manifest.version);
  throw new Error('package.json has no version');
}
