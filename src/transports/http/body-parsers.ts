import type { FastifyInstance } from 'fastify';
import { hasDuplicateMembers } from '../../shared/index.js';
import { HttpRefusalError, httpRefusals } from './refusals.js';

const maxFormFields = 100;

/** Accepts JSON bodies (RFC 8259) only. Rejects a duplicate member of the outermost object. */
export function acceptJsonBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    async (_request: unknown, text: string) => parseJson(text),
  );
}

/**
 * Accepts application/x-www-form-urlencoded bodies only. Parses them to name and value pairs in order of
 * appearance, repetitions kept.
 */
export function acceptFormBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_request: unknown, text: string) => parseForm(text),
  );
}

/** Accepts a body of any type without reading it; Node discards it after the response. */
export function ignoreBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', async () => null);
}

function parseForm(text: string): readonly (readonly [string, string])[] {
  const fields = [...new URLSearchParams(text)];
  if (fields.length > maxFormFields) throw new HttpRefusalError(httpRefusals.tooManyFields);
  return fields;
}

function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new HttpRefusalError(httpRefusals.malformedJson);
  }
  // JSON.parse keeps the last of two members, a proxy that inspects bodies may keep the first.
  if (hasDuplicateMembers(text, 'outermost')) throw new HttpRefusalError(httpRefusals.duplicateMember);
  return value;
}
