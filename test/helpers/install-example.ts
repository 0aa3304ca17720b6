import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repositoryRoot } from './run-program.js';

/** The folders of the packages that this repository publishes. */
export const localPackages: Readonly<Record<string, string>> = {
  cordon: '.',
  '@cordon/auth-directive': 'packages/auth-directive',
  '@cordon/client': 'packages/client',
};

/** Copies an example into the folder and links these packages into it, as `npm install` would do. */
export function installExample(folder: string, name: string, packages: readonly string[]): void {
  cpSync(`${repositoryRoot}examples/${name}`, join(folder, name), {
    recursive: true,
    filter: (path) => !/\/(?:node_modules|\.cordon)(?:\/|$)/.test(path),
  });
  for (const dependency of packages) {
    const link = join(folder, name, 'node_modules', dependency);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(repositoryRoot, localPackages[dependency] ?? `node_modules/${dependency}`), link);
  }
}
