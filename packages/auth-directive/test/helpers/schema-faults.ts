import { expect } from '@jest/globals';
import { type AuthOptions, AuthSchemaError } from '../../src/index.js';
import { type Context, createSchemaFixture } from '../helpers/schema-fixture.js';

export function faultsOf(sdl: string, options: Partial<AuthOptions<Context>> = {}): readonly string[] {
  try {
    createSchemaFixture(sdl, {}, { policies: { known: () => true }, ...options });
  } catch (error) {
    if (!(error instanceof AuthSchemaError)) throw error;
    // Each fault has a sentence.
    for (const { message } of error.faults) expect(message).toMatch(/^.{15,}/);
    return error.faults.map((fault) => fault.coordinate);
  }
  return [];
}

export const onField = (directives: string): string =>
  `type T { f: Int ${directives} } type Query { t: T @public }`;
export const onRoot = (directives: string): string => `type Query { f: Int ${directives} }`;
export const ROOT = 'type Query { ok: Int @public }';
