import type { Actor } from '../../../src/modules/access/index.js';
import { parseSessionId, parseUserId } from '../../../src/shared/index.js';

/** Returns an actor whose role is given; everything else is arbitrary. */
export function actorWithRole(role: string): Actor {
  const id = parseUserId('01890000-0000-7000-8000-000000000001');
  const sessionId = parseSessionId('01890000-0000-7000-8000-000000000002');
  if (id === null || sessionId === null) throw new Error('not an id');
  const expiresAt = new Date(0);
  return {
    type: 'USER',
    user: {
      id,
      role,
      sessionId,
      scopes: null,
      authenticatedAt: expiresAt,
      assurance: 1,
      mustProveSecondFactor: false,
      expiresAt,
    },
  };
}
