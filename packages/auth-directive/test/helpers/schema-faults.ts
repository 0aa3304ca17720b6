import { expect } from '@jest/globals';
import { type AuthOptions, AuthSchemaError } from '../../src/index.js';
import { type Context, createSchemaFixture } from '../helpers/schema-fixture.js';

type Options = Partial<AuthOptions<Context>>;

/** Returns the coordinates of the faults of a schema. */
export function faultsOf(sdl: string, options: Options = {}): readonly string[] {
  return findingsOf(sdl, options).map(({ coordinate, message }) => {
    // Each fault has a sentence.
    expect(message).toMatch(/^.{15,}/);
    return coordinate;
  });
}

/** Returns the faults of a schema, each as "coordinate: message". */
export function messagesOf(sdl: string, options: Options = {}): readonly string[] {
  return findingsOf(sdl, options).map(({ coordinate, message }) => `${coordinate}: ${message}`);
}

function findingsOf(sdl: string, options: Options): AuthSchemaError['faults'] {
  try {
    createSchemaFixture(sdl, {}, { policies: { known: () => true }, ...options });
  } catch (error) {
    if (!(error instanceof AuthSchemaError)) throw error;
    return error.faults;
  }
  return [];
}

export const onField = (directives: string): string =>
  `type T { f: Int ${directives} } type Query { t: T @public }`;
export const onRoot = (directives: string): string => `type Query { f: Int ${directives} }`;
export const ROOT = 'type Query { ok: Int @public }';
