import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from '@swc/core';
import { isNode, type Node, walk } from './syntax.js';

/** An import, re-export, dynamic import or import type of a file. */
export interface Import {
  /** A file relative to src/ ("modules/users/index.ts"), or the name of a package ("typeorm", "node:fs"). */
  readonly target: string;
  readonly isInternal: boolean;
  /** True when the import is erased at run time. */
  readonly isTypeOnly: boolean;
}

/** A file of src/ with its imports. */
export interface SourceFile {
  /** Relative to src/, with slashes: "modules/users/user-repository.typeorm.ts". */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
  readonly readsEnvironment: boolean;
}

/** The root folder of the repository. */
export const repositoryRoot: string = fileURLToPath(new URL('../../', import.meta.url));

/** Reads every file of src/, the generated one included. */
export function readSourceFiles(): readonly SourceFile[] {
  return readdirSync(join(repositoryRoot, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .map((path) => readSourceFile(path, readFileSync(join(repositoryRoot, 'src', path), 'utf8')));
}

/** Reads one file; `path` is relative to src/. */
export function readSourceFile(path: string, text: string): SourceFile {
  const imports: Import[] = [];
  let readsEnvironment = false;
  walk(parseSync(text, { syntax: 'typescript', target: 'es2022' }), (node) => {
    const source = sourceOf(node);
    if (source !== null) imports.push(resolveImport(path, source, isTypeOnly(node)));
    readsEnvironment ||= isEnvironment(node);
  });
  return { path, text, imports, readsEnvironment };
}

function text(value: unknown): string | null {
  return isNode(value) && typeof value['value'] === 'string' ? value['value'] : null;
}

/** Returns what a node imports; null when it is no import. */
function sourceOf(node: Node): string | null {
  switch (node['type']) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return text(node['source']);
    case 'TsImportType':
      return text(node['argument']);
    case 'CallExpression': {
      const callee = node['callee'];
      if (!isNode(callee) || callee['type'] !== 'Import') return null;
      const [first] = Array.isArray(node['arguments']) ? node['arguments'] : [];
      // A computed path cannot be checked; no file may have one.
      return text(isNode(first) ? first['expression'] : null) ?? 'computed at run time';
    }
    default:
      return null;
  }
}

function isTypeOnly(node: Node): boolean {
  if (node['type'] === 'TsImportType' || node['typeOnly'] === true) return true;
  const specifiers = node['specifiers'];
  if (!Array.isArray(specifiers) || specifiers.length === 0) return false;
  return specifiers.every((one) => isNode(one) && one['isTypeOnly'] === true);
}

function isEnvironment(node: Node): boolean {
  if (node['type'] !== 'MemberExpression') return false;
  const { object, property } = node;
  if (!isNode(object) || object['value'] !== 'process' || !isNode(property)) return false;
  const computed = isNode(property['expression']) ? property['expression']['value'] : null;
  return property['value'] === 'env' || computed === 'env';
}

function resolveImport(from: string, source: string, isTypeOnly: boolean): Import {
  if (source.startsWith('.')) {
    const target = normalize(join(dirname(from), source))
      .replaceAll('\\', '/')
      .replace(/\.js$/, '.ts');
    return { target, isInternal: true, isTypeOnly };
  }
  const [first = '', second = ''] = source.split('/');
  const name = source.startsWith('@') ? `${first}/${second}` : source.startsWith('node:') ? source : first;
  return { target: name, isInternal: false, isTypeOnly };
}

/** Returns the module or layer of a file: its folder, or for a file directly in src/ its name ("app"). */
export function folderOf(path: string): string {
  const [first = '', second = ''] = path.split('/');
  const isGroup = ['modules', 'platform', 'transports'].includes(first);
  return isGroup ? `${first}/${second}` : first.replace(/\.ts$/, '');
}

/** Returns the path from the root of the repository, for messages. */
export function displayPath(path: string): string {
  return relative(repositoryRoot, join(repositoryRoot, 'src', path));
}
