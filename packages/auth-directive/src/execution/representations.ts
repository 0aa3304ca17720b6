import { createPrivateSlot } from '../core/private-slot.js';

const representations = createPrivateSlot<true>();

/**
 * Whether any object has been marked. Until then, in a server that is no subgraph always, nothing is looked
 * up: the look-up for each field of each row made owner rules 2 % slower.
 */
let isAnyMarked = false;

/**
 * Marks everything that a client has sent in the representations of `_entities`, nested objects included:
 * rules on objects never read it.
 */
export function markRepresentations(sent: unknown): void {
  if (typeof sent !== 'object' || sent === null) return;
  representations.set(sent, true);
  isAnyMarked = true;
  for (const member of Object.values(sent)) markRepresentations(member);
}

/** Returns whether the client has sent this object as the representation of an entity, or within one. */
export function isRepresentation(object: unknown): boolean {
  return isAnyMarked && typeof object === 'object' && object !== null && representations.get(object) === true;
}
