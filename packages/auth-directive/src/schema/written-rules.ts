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

/** Reads each `@auth` of an element. */
export function writtenAuths(element: Element, reader: DirectiveReader): readonly WrittenAuth[] {
  const keyOf = ({ rule, onDeny }: WrittenAuth): string => `${ruleKey(rule)} ${onDeny ?? ''}`;
  return withoutCopies(element, reader.names.auth, (node) => readAuth(node, reader), keyOf);
}

/** Reads each `@public` of an element. */
export function writtenPublics(element: Element, reader: DirectiveReader): readonly WrittenPublic[] {
  const keyOf = ({ elevates, reason }: WrittenPublic): string => `${elevates} ${reason ?? ''}`;
  return withoutCopies(element, reader.names.public, (node) => readPublic(node, reader), keyOf);
}

/**
 * Reads the directives of the nodes and those of `extensions.directives`, where code-first builders write
 * them: Pothos to both places, Nexus to the extensions alone.
 */
function withoutCopies<Written>(
  { directives, extensions }: Element,
  name: string,
  read: (node: ConstDirectiveNode) => Written,
  keyOf: (written: Written) => string,
): readonly Written[] {
  const isNamed = (node: ConstDirectiveNode): boolean => node.name.value === name;
  const written = directives.filter(isNamed).map(read);
  if (extensions.length === 0) return written;
  const keys = new Set(written.map(keyOf));
  const others = extensions.filter(isNamed).map(read);
  return [...written, ...others.filter((each) => !keys.has(keyOf(each)))];
}
