/** A requirement on an object: its owner must be the caller, or a named policy must allow the access. */
export type Requirement = OwnerRequirement | PolicyRequirement;

/** Requires that a property of the object equals the caller's id. */
export interface OwnerRequirement {
  readonly kind: 'owner';
  readonly property: string;
  readonly key: string;
}

/** Requires that a named policy returns true. */
export interface PolicyRequirement {
  readonly kind: 'policy';
  readonly name: string;
  readonly params: readonly string[];
  readonly coordinate: string;
  readonly key: string;
}

/**
 * An AND of requirements on the caller (role, scopes, freshness, assurance) and on objects: `parent` is the
 * object that a field belongs to, `value` the object that it returns.
 */
export interface Group {
  /**
   * The roles that a caller must have, with all roles that they include; without any, every authenticated
   * caller passes. Sorted, so that a superset of it admits fewer callers.
   */
  readonly roles: readonly string[];
  /** The scopes that a caller with scopes must have; null refuses every caller with scopes. */
  readonly scopes: readonly string[] | null;
  /** The maximum age of the authentication in seconds; Infinity when not required. */
  readonly freshWithin: number;
  /** The minimum assurance level; 0 when not required. */
  readonly assurance: number;
  readonly parent: readonly Requirement[];
  readonly value: readonly Requirement[];
}

/** The object that a requirement is evaluated on. */
export type Side = 'parent' | 'value';

/** An OR of groups. An empty list refuses every caller. */
export type Rule = readonly Group[];

/** The group that every authenticated caller passes. */
export const ANY_PRINCIPAL: Group = Object.freeze({
  roles: [],
  scopes: [],
  freshWithin: Infinity,
  assurance: 0,
  parent: [],
  value: [],
});

/** The rule of an element without `@auth`: every caller that reaches it passes. Compared by identity. */
export const OPEN: Rule = Object.freeze([ANY_PRINCIPAL]);

/** The rule that refuses every caller. */
export const CLOSED: Rule = Object.freeze([]);

/**
 * Returns an owner requirement. Two are equal (by key) when they read the same property of the same object.
 */
export function ownerRequirement(property: string, side: Side): Requirement {
  return { kind: 'owner', property, key: `${side} owner ${property}` };
}

/**
 * Returns a policy requirement. Two are equal (by key) for the same policy, parameters, object and schema
 * element.
 */
export function policyRequirement(
  name: string,
  coordinate: string,
  side: Side,
  params: readonly string[] = [],
): PolicyRequirement {
  const key = `${side} policy ${policyKey({ name, params })} ${coordinate}`;
  // Policies receive the list: one that changed it would change the rule for later requests.
  return { kind: 'policy', name, params: Object.freeze([...params]), coordinate, key };
}

/** Returns a key that is equal for the same policy with the same parameters, whatever its name contains. */
export function policyKey({ name, params }: Pick<PolicyRequirement, 'name' | 'params'>): string {
  return JSON.stringify([name, ...params]);
}

/** Returns a policy with its parameters as text, for reports: `isFriend`, or `permission("ticket:close")`. */
export function policyUse({ name, params }: Pick<PolicyRequirement, 'name' | 'params'>): string {
  return params.length === 0 ? name : `${name}(${params.map((each) => JSON.stringify(each)).join(', ')})`;
}
