/** A requirement that only an object can meet: its owner must be the caller, or a named policy must say yes. */
export type Requirement = OwnerRequirement | PolicyRequirement;

/** That a property of the object is the caller's id. */
export interface OwnerRequirement {
  readonly kind: 'owner';
  readonly property: string;
  readonly key: string;
}

/** That a named policy says yes. */
export interface PolicyRequirement {
  readonly kind: 'policy';
  readonly name: string;
  readonly coordinate: string;
  readonly key: string;
}

/**
 * An AND of requirements on the caller (role, scopes, freshness, assurance) and on objects: `parent` is the object
 * that a field belongs to, `value` the object that it returns.
 */
export interface Group {
  /** Index on the ladder of the weakest role that may pass; -1 lets every known role pass. */
  readonly roleRank: number;
  /** Scopes that a narrowed caller must hold; null keeps narrowed callers out altogether. */
  readonly scopes: readonly string[] | null;
  /** Seconds since the last proof of a password or factor; Infinity when not asked. */
  readonly freshWithin: number;
  /** Least assurance; 0 when not asked. */
  readonly assurance: number;
  readonly parent: readonly Requirement[];
  readonly value: readonly Requirement[];
}

/** Which object a requirement is asked of. */
export type Side = 'parent' | 'value';

/** An OR of groups. No group at all refuses everyone. */
export type Rule = readonly Group[];

/** The rule of an element that has none: whoever got this far passes. Compared by identity. */
export const OPEN: Rule = Object.freeze([
  Object.freeze({ roleRank: -1, scopes: [], freshWithin: Infinity, assurance: 0, parent: [], value: [] }),
]);

/** The rule that nobody passes. */
export const CLOSED: Rule = Object.freeze([]);

/** Owner requirements are equal when they ask the same property of the same object. */
export function ownerRequirement(property: string, side: Side): Requirement {
  return { kind: 'owner', property, key: `${side} owner ${property}` };
}

/** Policy requirements are equal when the same policy is asked about the same object, for the same element. */
export function policyRequirement(name: string, coordinate: string, side: Side): Requirement {
  return { kind: 'policy', name, coordinate, key: `${side} policy ${name} ${coordinate}` };
}
