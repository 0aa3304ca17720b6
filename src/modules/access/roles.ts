/** The role hierarchy, lowest first: each role includes the permissions of the roles before it. */
export const roles = ['USER', 'SUPPORT', 'ADMIN'] as const;

/** A role of the hierarchy. */
export type Role = (typeof roles)[number];

/** Returns true when `role` is equal to or higher than `other`. */
export function isAtLeast(role: Role, other: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(other);
}

/** Parses the name of a role, case-sensitively. Returns null for anything else. */
export function parseRole(text: string): Role | null {
  return roles.find((role) => role === text) ?? null;
}
