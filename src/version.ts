import { readFileSync } from 'node:fs';

/** package.json lies beside src/ and dist/ alike. */
const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
  readonly engines: { readonly node: string };
};

export const version: string = manifest.version;

/** The supported releases of Node: a list of `^a.b.c` and `>=a.b.c`, separated by `||`. */
export const supportedNode: string = manifest.engines.node;

/** Returns whether a release of Node is in `supportedNode`. */
export function isNodeSupported(nodeVersion: string, ranges: string = supportedNode): boolean {
  const [major = 0, minor = 0, patch = 0] = nodeVersion.split('.').map(Number);
  return ranges.split('||').some((range) => {
    const [fromMajor = 0, fromMinor = 0, fromPatch = 0] = range
      .replace(/[^\d.]/g, '')
      .split('.')
      .map(Number);
    if (major !== fromMajor) return range.includes('>=') && major > fromMajor;
    return minor > fromMinor || (minor === fromMinor && patch >= fromPatch);
  });
}
