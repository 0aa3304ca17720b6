import type { User } from './user.js';

/** Returns what is stored about a user in the row of the user. */
export function personalProfile(user: User): Readonly<Record<string, unknown>> {
  const { securityEpoch: _, ...profile } = user;
  return profile;
}
