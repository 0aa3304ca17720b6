// Builds the console into the folder `console` of dist/: scripts and styles whose names contain the hash of
// their contents, the page that loads them, and each of these compressed.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { writeConsoleDocuments } from './console-documents.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = `${root}console`;

/** Everything that the built console depends on. */
export const consoleSources = [
  source,
  `${root}packages/client/src`,
  `${root}schema.graphql`,
  `${root}package-lock.json`,
];

/** Resolves to false when a document or a type is wrong, which it prints; the folder is then incomplete. */
export async function buildConsole(folder) {
  try {
    await writeConsoleDocuments();
    const [isTyped, assets] = await Promise.all([checkTypes(), bundle(`${folder}/assets`)]);
    if (!isTyped) return false;
    writeFileSync(`${folder}/index.html`, pageOf(assets));
    compressAll(`${folder}/assets`);
    return true;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return false;
  }
}

function checkTypes() {
  const args = [`${root}node_modules/typescript/bin/tsc`, '-p', source];
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
  return new Promise((resolve) => {
    child.once('error', () => resolve(false)).once('exit', (code) => resolve(code === 0));
  });
}

async function bundle(outdir) {
  mkdirSync(outdir, { recursive: true });
  const { metafile } = await build({
    entryPoints: {
      console: `${source}/src/main.tsx`,
      style: `${source}/styles/main.css`,
      icon: `${source}/styles/icon.svg`,
    },
    outdir,
    bundle: true,
    splitting: true,
    minify: true,
    metafile: true,
    format: 'esm',
    target: ['es2022', 'chrome123', 'firefox120', 'safari17.5'],
    entryNames: '[name]-[hash]',
    chunkNames: 'part-[hash]',
    assetNames: '[name]-[hash]',
    loader: { '.svg': 'copy' },
    jsx: 'automatic',
    jsxImportSource: 'preact',
    alias: { '@cordon/client': `${root}packages/client/src/index.ts` },
    legalComments: 'none',
    logLevel: 'warning',
  });
  return Object.keys(metafile.outputs).map((path) => path.slice(path.lastIndexOf('/') + 1));
}

/** The page without a path: the server fills in the attributes that depend on its configuration. */
function pageOf(assets) {
  const named = (start, end) => assets.find((name) => name.startsWith(start) && name.endsWith(end));
  return readFileSync(`${source}/index.html`, 'utf8')
    .replace('SCRIPT', `/console/assets/${named('console-', '.js')}`)
    .replace('STYLE', `/console/assets/${named('style-', '.css')}`)
    .replace('ICON', `/console/assets/${named('icon-', '.svg')}`);
}

function compressAll(folder) {
  for (const name of readdirSync(folder)) {
    const content = readFileSync(`${folder}/${name}`);
    const params = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
    writeFileSync(`${folder}/${name}.br`, brotliCompressSync(content, { params }));
    writeFileSync(`${folder}/${name}.gz`, gzipSync(content, { level: 9 }));
  }
}
