import { type DocumentNode, defaultFieldResolver, Kind, parse, print, visit } from 'graphql';
import { mapPromiseLike } from '../core/maybe-promise.js';
import type { Resolver } from './guard-context.js';

const DIRECTIVES = new Set(['auth', 'public']);
const HELPER_TYPES = new Set(['AuthRule', 'AuthDeny']);

/** Wraps the resolver of `_Service.sdl`, so that neither rules nor helper types enter the supergraph. */
export function withoutRules(inner: Resolver = defaultFieldResolver): Resolver {
  return function sdl(source, args, context, info) {
    return mapPromiseLike(inner(source, args, context, info), (text) =>
      typeof text === 'string' ? removeRules(text) : text,
    );
  };
}

/** Removes `@auth`, `@public` and their types; the enum Role, too, when nothing else refers to it. */
function removeRules(sdl: string): string {
  const document: DocumentNode = visit(parse(sdl, { noLocation: true }), {
    Directive: ({ name }) => (DIRECTIVES.has(name.value) ? null : undefined),
    DirectiveDefinition: ({ name }) => (DIRECTIVES.has(name.value) ? null : undefined),
    InputObjectTypeDefinition: ({ name }) => (HELPER_TYPES.has(name.value) ? null : undefined),
    EnumTypeDefinition: ({ name }) => (HELPER_TYPES.has(name.value) ? null : undefined),
  });
  let isRoleUsed = false;
  visit(document, {
    NamedType: ({ name }) => {
      if (name.value === 'Role') isRoleUsed = true;
    },
  });
  const definitions = document.definitions.filter(
    (each) => isRoleUsed || each.kind !== Kind.ENUM_TYPE_DEFINITION || each.name.value !== 'Role',
  );
  return print({ ...document, definitions });
}
