import { type DocumentNode, Kind, parse, print, visit } from 'graphql';
import type { SchemaNames } from '../core/directive-names.js';

/** Removes the directives and their types; the enum Role, too, when nothing else refers to it. */
export function removeRules(sdl: string, names: SchemaNames): string {
  const directives = new Set([names.auth, names.named, names.public]);
  const helperTypes = new Set([names.rule, names.deny]);
  const document: DocumentNode = visit(parse(sdl, { noLocation: true }), {
    Directive: ({ name }) => (directives.has(name.value) ? null : undefined),
    DirectiveDefinition: ({ name }) => (directives.has(name.value) ? null : undefined),
    InputObjectTypeDefinition: ({ name }) => (helperTypes.has(name.value) ? null : undefined),
    EnumTypeDefinition: ({ name }) => (helperTypes.has(name.value) ? null : undefined),
    SchemaExtension: {
      leave: ({ directives: others = [], operationTypes = [] }) =>
        others.length + operationTypes.length === 0 ? null : undefined,
    },
  });
  let isRoleUsed = false;
  visit(document, {
    NamedType: ({ name }) => {
      if (name.value === names.role) isRoleUsed = true;
    },
  });
  const definitions = document.definitions.filter(
    (each) => isRoleUsed || each.kind !== Kind.ENUM_TYPE_DEFINITION || each.name.value !== names.role,
  );
  return print({ ...document, definitions });
}
