/** `node --import ./use-graphql-17.mjs`: every import of graphql is version 17, installed by an alias. */
import { register } from 'node:module';

const hooks = `export async function resolve(specifier, context, next) {
  return next(specifier.replace(/^graphql(?=$|\\/)/, 'graphql-17'), context);
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
