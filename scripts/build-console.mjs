// Builds the console into the folder `console` of dist/: scripts and styles whose names contain the hash of
// their contents, the page that loads them, and each of these compressed.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { addGraphiql } from './build-graphiql.mjs';
import { compressInto } from './compress-files.mjs';
import { writeConsoleDocuments } from './console-documents.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = `${root}console`;

/** Everything that the built console depends on. */
export const consoleSources = [
  source,
  `${root}packages/client/src`,
  `${root}schema.graphql`,
  `${root}package-lock.json`,
  fileURLToPath(import.meta.url),
];

/** Resolves to false when a document or a type is wrong, which it prints; the folder is then incomplete. */
export async function buildConsole(folder) {
  try {
    await writeConsoleDocuments();
    const [isTyped, assets] = await Promise.all([checkTypes(), bundle(`${folder}/assets`)]);
    if (!isTyped) return false;
    compressAll(`${folder}/assets`);
    const graphiql = await addGraphiql(`${folder}/assets`);
    writeFileSync(`${folder}/index.html`, page('index.html', consolePlaces(assets)));
    writeFileSync(`${folder}/graphiql.html`, page('graphiql.html', explorerPlaces(assets, graphiql)));
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
      main: `${source}/src/main.tsx`,
      style: `${source}/styles/main.css`,
      explorer: `${source}/src/explorer/explorer.tsx`,
      bar: `${source}/styles/explorer.css`,
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
    chunkNames: '[name]-[hash]',
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

function consolePlaces(assets) {
  return {
    SCRIPT: named(assets, 'main-', '.js'),
    STYLE: named(assets, 'style-', '.css'),
    ICON: named(assets, 'icon-', '.svg'),
  };
}

function explorerPlaces(assets, graphiql) {
  return {
    GRAPHIQL_SCRIPT: graphiql.script,
    GRAPHIQL_STYLE: graphiql.style,
    EDITOR_WORKER: graphiql.editorWorker,
    JSON_WORKER: graphiql.jsonWorker,
    GRAPHQL_WORKER: graphiql.graphqlWorker,
    SCRIPT: named(assets, 'explorer-', '.js'),
    STYLE: named(assets, 'bar-', '.css'),
    ICON: named(assets, 'icon-', '.svg'),
  };
}

function named(assets, start, end) {
  return assets.find((name) => name.startsWith(start) && name.endsWith(end));
}

/** Returns a page with the addresses of its files; the server fills in what depends on its configuration. */
function page(file, places) {
  return Object.entries(places).reduce(
    (html, [place, name]) => html.replace(`"${place}"`, `"/console/assets/${name}"`),
    readFileSync(`${source}/${file}`, 'utf8'),
  );
}

/** Only the compressed files are kept. */
function compressAll(folder) {
  for (const name of readdirSync(folder)) {
    compressInto(folder, name, readFileSync(`${folder}/${name}`));
    rmSync(`${folder}/${name}`);
  }
}
