/** The ladder of roles, weakest first: each may do all that the ones before it may. */
export const roles = ['USER', 'SUPPORT', 'ADMIN'] as const;

/** A rung of the ladder. */
export type Role = (typeof roles)[number];

/** True when `role` stands as high as `other` or higher. */
export function isAtLeast(role: Role, other: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(other);
}

/** Parses a role's name exactly as written; answers null for anything else. */
export function parseRole(text: string): Role | null {
  return roles.find((role) => role === text) ?? null;
}
