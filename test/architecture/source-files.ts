import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from '@swc/core';

/** One import, re-export, dynamic import or import type of a file. */
export interface Import {
  /** A file of ours relative to src/ ("users/index.ts"), or a package's name ("typeorm", "node:fs"). */
  readonly target: string;
  readonly isInternal: boolean;
  /** True when nothing of it is left at run time. */
  readonly isTypeOnly: boolean;
}

/** A file of src/ as the architecture sees it. */
export interface SourceFile {
  /** Relative to src/, with slashes: "users/users.typeorm.ts". */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
  readonly readsEnvironment: boolean;
}

/** The repository's repositoryRoot. */
export const repositoryRoot: string = fileURLToPath(new URL('../../', import.meta.url));

/** Every file of src/, the generated one included. */
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

type Node = Readonly<Record<string, unknown>>;

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}

function walk(value: unknown, visit: (node: Node) => void): void {
  if (!isNode(value)) return;
  if (typeof value['type'] === 'string') visit(value);
  for (const part of Object.values(value)) walk(part, visit);
}

function text(value: unknown): string | null {
  return isNode(value) && typeof value['value'] === 'string' ? value['value'] : null;
}

/** What a node imports, whatever kind of import it is; null when it is none. */
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
      // What is computed at run time cannot be judged; no file of ours does that.
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

/** The module or layer a file belongs to: its folder, or for a file directly in src/ its own name ("app"). */
export function folderOf(path: string): string {
  const [first = '', second = ''] = path.split('/');
  const isGroup = ['modules', 'platform', 'transports'].includes(first);
  return isGroup ? `${first}/${second}` : first.replace(/\.ts$/, '');
}

/** A file named from the repository's repositoryRoot, for messages. */
export function displayPath(path: string): string {
  return relative(repositoryRoot, join(repositoryRoot, 'src', path));
}
