import type { Viewer } from '../../api/session.js';

/** What a person may do in the console. The server decides; this keeps the page from offering refusals. */
export interface Rights {
  readonly isAdmin: boolean;
  readonly canReadAudit: boolean;
}

export function rightsOf({ permissions }: Viewer): Rights {
  return { isAdmin: permissions.includes('users:write'), canReadAudit: permissions.includes('audit:read') };
}

/** What can be done with a user. */
export type UserAction =
  | 'edit'
  | 'invite'
  | 'reset'
  | 'role'
  | 'disable'
  | 'enable'
  | 'unlock'
  | 'end'
  | 'factors'
  | 'delete';

interface Target {
  readonly id: string;
  readonly role: string;
  readonly status: string;
  readonly mfaMethods?: readonly string[];
}

/** Returns the actions that the viewer may take and that make sense for the user, in their order. */
export function actionsFor(viewer: Viewer, target: Target): readonly UserAction[] {
  if (target.status === 'DELETED') return [];
  const isSelf = viewer.id === target.id;
  const { isAdmin } = rightsOf(viewer);
  // Support may act on those whose role it includes.
  if (!isAdmin) return target.role === 'USER' || target.role === viewer.role ? ['unlock', 'end'] : [];
  if (isSelf) return ['edit', 'unlock', 'end'];
  const isInvited = target.status === 'INVITED';
  return [
    'edit',
    isInvited ? 'invite' : 'reset',
    'role',
    target.status === 'DISABLED' ? 'enable' : 'disable',
    ...(isInvited ? [] : (['unlock', 'end'] as const)),
    ...((target.mfaMethods ?? []).length === 0 ? [] : (['factors'] as const)),
    'delete',
  ];
}
