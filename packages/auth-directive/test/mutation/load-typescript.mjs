/**
 * Lets Node import the sources and tests as jest does: TypeScript by its .js name, the packages of this
 * repository from their sources (the `moduleNameMapper` of jest.config.mjs), and '@jest/globals' from
 * jest-globals.mjs. The hooks read the files in place, so imports between folders need no list of folders.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transformSync } from '@swc/core';

const GLOBALS = new URL('./jest-globals.mjs', import.meta.url).href;
const mappings = [];

export async function initialize({ root }) {
  const { default: jest } = await import(pathToFileURL(`${root}/jest.config.mjs`).href);
  for (const [pattern, target] of Object.entries(jest.moduleNameMapper)) {
    if (target.startsWith('<rootDir>'))
      mappings.push([new RegExp(pattern), target.replace('<rootDir>', root)]);
  }
}

export function resolve(specifier, context, next) {
  if (specifier === '@jest/globals') return { url: GLOBALS, shortCircuit: true };
  const mapped = mappings.find(([pattern]) => pattern.test(specifier));
  if (mapped !== undefined) return { url: pathToFileURL(mapped[1]).href, shortCircuit: true };
  const { parentURL = '' } = context;
  if (/^\.{1,2}\/.*\.js$/.test(specifier) && !parentURL.includes('/node_modules/')) {
    const source = new URL(specifier.replace(/\.js$/, '.ts'), parentURL);
    if (existsSync(source)) return { url: source.href, shortCircuit: true };
  }
  return next(specifier, context);
}

export function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const filename = fileURLToPath(url);
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    filename,
    jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
    module: { type: 'es6' },
  });
  return { format: 'module', source: code, shortCircuit: true };
}
