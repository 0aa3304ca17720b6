import { createPrivateSlot } from '../core/private-slot.js';

const representations = createPrivateSlot<true>();

/**
 * Marks everything that a client has sent in the representations of `_entities`, nested objects included:
 * rules on objects never read it.
 */
export function markRepresentations(sent: unknown): void {
  if (typeof sent !== 'object' || sent === null) return;
  representations.set(sent, true);
  for (const member of Object.values(sent)) markRepresentations(member);
}

/** Returns whether the client has sent this object as the representation of an entity, or within one. */
export function isRepresentation(object: unknown): boolean {
  return typeof object === 'object' && object !== null && representations.get(object) === true;
}
