import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpRefusalError, httpRefusals } from './http-refusals.js';
import { decodeBody, parseStrictJson, type Reviver, requireUtf8Fields } from './strict-text.js';

const maxFormFields = 100;

/**
 * Accepts JSON bodies (RFC 8259) in UTF-8 only. Rejects duplicate members, and members for which `revive`
 * throws.
 */
export function acceptJsonBodies(scope: FastifyInstance, revive?: Reviver): void {
  rejectEncodedBodies(scope);
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    ({ headers }: FastifyRequest, bytes: Buffer, done) => {
      done(null, parseStrictJson(decodeBody(headers['content-type'], bytes), revive));
    },
  );
}

/**
 * Throws for members that replace a prototype where a handler of a project copies the body into an object.
 * Fastify's own parser, which is not used here, rejects the same.
 */
export const rejectPrototypes: Reviver = (name, value) => {
  const isPrototype =
    name === '__proto__' || (name === 'constructor' && Object.hasOwn(Object(value), 'prototype'));
  if (isPrototype) throw new SyntaxError('a member could replace a prototype');
  return value;
};

/**
 * Accepts application/x-www-form-urlencoded bodies in UTF-8 only. Parses them to name and value pairs in
 * order of appearance, repetitions kept.
 */
export function acceptFormBodies(scope: FastifyInstance): void {
  rejectEncodedBodies(scope);
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer' },
    async ({ headers }: FastifyRequest, bytes: Buffer) =>
      parseForm(decodeBody(headers['content-type'], bytes)),
  );
}

/** Accepts a body of any type and encoding without reading it; Node discards it after the response. */
export function ignoreBodies(scope: FastifyInstance): void {
  // Fastify would reject a Content-Type that is not a media type.
  scope.addHook('onRequest', ({ raw }, _reply, done) => {
    delete raw.headers['content-type'];
    done();
  });
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', async () => null);
}

/**
 * Ignores the body of a request for which there is no route. Every scope of routes chooses parsers of its
 * own.
 */
export function ignoreBodiesWithoutRoute(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', async () => null);
}

/** Compressed bodies are rejected: a small one can decompress to gigabytes. */
function rejectEncodedBodies(scope: FastifyInstance): void {
  scope.addHook('onRequest', ({ headers }, _reply, done) => {
    const encoding = headers['content-encoding'];
    if (encoding !== undefined && !isIdentity(encoding)) throw new HttpRefusalError(httpRefusals.encoded);
    done();
  });
}

function isIdentity(encoding: string): boolean {
  const codings = encoding.split(',').map((coding) => coding.trim().toLowerCase());
  return codings.every((coding) => coding === '' || coding === 'identity');
}

function parseForm(text: string): readonly (readonly [string, string])[] {
  requireUtf8Fields(text);
  const fields = [...new URLSearchParams(text)];
  if (fields.length > maxFormFields) throw new HttpRefusalError(httpRefusals.tooManyFields);
  return fields;
}
