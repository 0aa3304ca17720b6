import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { contentSecurityPolicy, type Page } from './page.js';

/** A file of the console as it is sent, in the smallest encoding that the browser accepts. */
export interface ConsoleFile {
  readonly content: Buffer;
  readonly type: string;
  /** Null when it is not compressed. */
  readonly encoding: 'br' | 'gzip' | null;
}

const types: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** Only what the build wrote: a name, the hash of the contents, and a known ending. */
const fileName = /^[a-z-]+-[A-Z0-9]{8}\.(css|js|svg)$/;

/** The folder that the build fills; the sources lie beside it in a checkout. */
function findFolder(): string {
  const built = fileURLToPath(new URL('../../../console/', import.meta.url));
  return existsSync(built) ? built : fileURLToPath(new URL('../../../../dist/console/', import.meta.url));
}

/** Returns a file of the console; null when there is none of this name. */
export async function readConsoleFile(name: string, acceptEncoding: string): Promise<ConsoleFile | null> {
  const type = types[fileName.exec(name)?.[1] ?? ''];
  if (type === undefined) return null;
  const encoding = chooseEncoding(acceptEncoding);
  const ending = encoding === 'br' ? 'br' : 'gz';
  try {
    const content = await readFile(`${findFolder()}assets/${name}.${ending}`);
    return { content: encoding === null ? await unpack(content) : content, type, encoding };
  } catch {
    return null;
  }
}

const unpack: (content: Buffer) => Promise<Buffer> = promisify(gunzip);

function chooseEncoding(acceptEncoding: string): ConsoleFile['encoding'] {
  const accepted = acceptEncoding
    .toLowerCase()
    .split(',')
    .map((part) => part.trim().split(/\s*;\s*/))
    .filter(([, quality]) => quality === undefined || Number(quality.replace('q=', '')) > 0)
    .map(([name]) => name);
  if (accepted.includes('br')) return 'br';
  return accepted.includes('gzip') ? 'gzip' : null;
}

/**
 * Returns the page that every address of the console shows: its script reads from the address what is
 * wanted. It runs no inline script or style, sends requests to this server only, and cannot be framed.
 * `origins` are those to which it may lead after signing in.
 */
export function readConsolePage(origins: readonly string[]): Page {
  const html = readFileSync(`${findFolder()}index.html`, 'utf8');
  return {
    html: html.replace('ORIGINS', () => origins.map(escapeAttribute).join(' ')),
    contentSecurityPolicy: contentSecurityPolicy({
      'script-src': "'self'",
      'style-src': "'self'",
      'img-src': "'self'",
      'connect-src': "'self'",
      'form-action': "'none'",
      'require-trusted-types-for': "'script'",
      'trusted-types': "'none'",
    }),
  };
}

/**
 * Returns GraphiQL, which sends requests to this server only. Its editor creates style elements and
 * attributes while it runs.
 */
export function readGraphiqlPage(): Page {
  return {
    html: readFileSync(`${findFolder()}graphiql.html`, 'utf8'),
    contentSecurityPolicy: contentSecurityPolicy({
      'script-src': "'self'",
      'style-src': "'self' 'unsafe-inline'",
      'worker-src': "'self'",
      'connect-src': "'self'",
      'img-src': "'self' data:",
      'font-src': 'data:',
      'form-action': "'none'",
    }),
  };
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
