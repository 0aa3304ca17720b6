import { defaultFieldResolver } from 'graphql';
import type { SchemaNames } from '../core/directive-names.js';
import { mapPromiseLike } from '../core/maybe-promise.js';
import { removeRules } from '../schema/subgraph-sdl.js';
import type { Resolver } from './guard-context.js';

/** Wraps the resolver of `_Service.sdl`, so that neither rules nor helper types enter the supergraph. */
export function withoutRules(names: SchemaNames, inner: Resolver = defaultFieldResolver): Resolver {
  return function sdl(source, args, context, info) {
    return mapPromiseLike(inner(source, args, context, info), (text) =>
      typeof text === 'string' ? removeRules(text, names) : text,
    );
  };
}
