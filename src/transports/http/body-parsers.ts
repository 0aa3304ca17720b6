import type { FastifyInstance } from 'fastify';
import { hasDuplicateMembers } from '../../shared/index.js';
import { HttpRefusalError, httpRefusals } from './refusals.js';

const maxFormFields = 100;

/** Makes a scope read JSON bodies (RFC 8259) and nothing else; refuses a repeated member of the outermost object. */
export function readJsonBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    async (_request: unknown, text: string) => parseJson(text),
  );
}

/** Makes a scope read application/x-www-form-urlencoded bodies as pairs in order, repetitions kept, and nothing else. */
export function readFormBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_request: unknown, text: string) => parseForm(text),
  );
}

/** Makes a scope take a body of any kind and read nothing of it; Node drops it with the answer. */
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
  const value = parsed(text);
  // A proxy that inspects bodies may read the other one of two equal members.
  if (hasDuplicateMembers(text, 'outermost')) throw new HttpRefusalError(httpRefusals.repeatedMember);
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpRefusalError(httpRefusals.malformedJson);
  }
}
