import { type GraphQLSchema, isEnumType } from 'graphql';
import { topLevelCodes } from './error-table.js';

/**
 * Returns the codes of the schema's ErrorCode, those of a project included. Throws an error that names the
 * code for one of the top-level errors, which would then be returned as data.
 */
export function errorCodesOf(schema: GraphQLSchema): ReadonlySet<string> {
  const type = schema.getType('ErrorCode');
  const codes = new Set(isEnumType(type) ? type.getValues().map(({ name }) => name) : []);
  const reserved = topLevelCodes.filter((code) => codes.has(code)).map((code) => `ErrorCode.${code}`);
  if (reserved.length > 0) throw new Error(`Reserved for top-level errors: ${reserved.join(', ')}.`);
  return codes;
}
