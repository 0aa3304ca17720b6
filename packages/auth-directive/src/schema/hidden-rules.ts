import type { ConstDirectiveNode } from 'graphql';
import { ruleKey } from '../core/rule-algebra.js';
import {
  type DirectiveReader,
  readAuth,
  readPublic,
  type WrittenAuth,
  type WrittenPublic,
} from './read-directive.js';
import type { Element } from './schema-elements.js';

/**
 * Returns a fault for each rule in `extensions` that the nodes of the element do not have: it would not be
 * enforced. Builders such as Pothos write each directive to both places.
 */
export function hiddenRules(
  { hidden }: Element,
  auths: readonly WrittenAuth[],
  publics: readonly WrittenPublic[],
  reader: DirectiveReader,
): readonly string[] {
  const { names } = reader;
  const written = new Set([...auths.map(authKey), ...publics.map(publicKey)]);
  const isWritten = (node: ConstDirectiveNode): boolean => {
    const { value: name } = node.name;
    if (name === names.auth) return written.has(authKey(readAuth(node, reader)));
    return name !== names.public || written.has(publicKey(readPublic(node, reader)));
  };
  const lost = hidden.filter((node) => !isWritten(node)).map(({ name }) => name.value);
  return lost.map((name) => `@${name} is set in extensions; write it in the SDL.`);
}

function authKey({ rule, onDeny }: WrittenAuth): string {
  return `auth ${ruleKey(rule)} ${onDeny ?? ''}`;
}

function publicKey({ elevates }: WrittenPublic): string {
  return `public ${elevates}`;
}
