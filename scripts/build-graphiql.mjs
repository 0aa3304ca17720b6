// Builds the files of GraphiQL once for each version of its package: the script, the styles and the workers
// of the editor, named after the hash of their contents.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compressInto } from './compress-files.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const packageFile = `${root}node_modules/@graphql-yoga/render-graphiql/package.json`;

/** Copies the files into the folder. Returns their names by what they are. */
export async function addGraphiql(folder) {
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8'));
  const cache = `${root}node_modules/.cache/cordon/graphiql-${version}`;
  if (!existsSync(cache)) await createCache(cache);
  const names = readdirSync(cache);
  for (const name of names) cpSync(`${cache}/${name}`, `${folder}/${name}`);
  const named = (start) => names.find((name) => name.startsWith(start))?.replace(/\.(br|gz)$/, '');
  return {
    script: named('graphiql-script-'),
    style: named('graphiql-style-'),
    editorWorker: named('graphiql-editor-'),
    jsonWorker: named('graphiql-json-'),
    graphqlWorker: named('graphiql-graphql-'),
  };
}

async function createCache(cache) {
  const { css, editorWorkerService, graphqlWorker, js, jsonWorker } = await import(
    '@graphql-yoga/render-graphiql/graphiql'
  );
  const draft = `${cache}-${process.pid}`;
  mkdirSync(draft, { recursive: true });
  const files = { script: js, editor: editorWorkerService, json: jsonWorker, graphql: graphqlWorker };
  for (const [name, text] of Object.entries(files))
    compressInto(draft, hashedName(`graphiql-${name}`, 'js', text), text);
  compressInto(draft, hashedName('graphiql-style', 'css', css), css);
  renameSync(draft, cache);
}

function hashedName(name, ending, text) {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 8).toUpperCase();
  return `${name}-${hash}.${ending}`;
}
