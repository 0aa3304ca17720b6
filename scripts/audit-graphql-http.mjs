// npm run audit:graphql-http [url]: runs the audits of the `graphql-http` package (GraphQL over HTTP) against
// the server at the URL, or against the built server on an empty embedded database. Prints one line per
// audit. Exits with 1 when a MUST fails.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { auditServer } from 'graphql-http';
import { withServer } from './server-process.mjs';

const labels = { ok: 'ok', notice: 'MAY differs', warn: 'SHOULD fails', error: 'MUST fails' };

async function audit(url) {
  const results = await auditServer({ url });
  for (const result of results) {
    const reason = 'reason' in result ? ` (${result.reason})` : '';
    process.stdout.write(`${labels[result.status]}  ${result.id} ${result.name}${reason}\n`);
  }
  const counts = Object.keys(labels).map((status) => {
    const count = results.filter((result) => result.status === status).length;
    return `${count} ${labels[status]}`;
  });
  process.stdout.write(`${results.length} audits: ${counts.join(', ')}\n`);
  return results.length > 0 && results.every(({ status }) => status !== 'error');
}

/** Audits the built server on an empty embedded database. */
async function auditBuiltServer() {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-audit-'));
  const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
  const env = {
    PATH: process.env.PATH,
    PORT: '0',
    CORDON_DATA_DIR: join(folder, 'data'),
    LOG_LEVEL: 'error',
  };
  let passed = false;
  try {
    await withServer([process.execPath, main, 'start'], { cwd: folder, env }, async (url) => {
      passed = await audit(`${url}/graphql`);
    });
    return passed;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [url] = process.argv.slice(2);
const passed = url === undefined ? await auditBuiltServer() : await audit(url);
process.exitCode = passed ? 0 : 1;
