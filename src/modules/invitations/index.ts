/**
 * How users come in who do not have an account of their own making: by invitation, as the first administrator, or recovered by the
 * operator. It will never ship a default password, and never let a way to the first administrator open again.
 */

import type { Module } from '../../shared/index.js';
import type { Sessions } from '../sessions/index.js';
import { createAcceptInvitation } from './accept-invitation.js';
import {
  createFirstAdministrator,
  type FirstAdministrator,
  type FirstAdministratorDependencies,
} from './first-administrator.js';
import { createInvitationsCommands } from './invitations.commands.js';
import { createInvitationsResolvers } from './invitations.resolvers.js';
import { createRecoverAdministrator } from './recover-administrator.js';

export type { FirstAdministrator, FirstAdministratorNames } from './first-administrator.js';
export type { Links, LockFirstAdministrator } from './ports.js';

/** What the module is built from. */
export interface InvitationsDependencies extends FirstAdministratorDependencies {
  readonly sessions: Sessions;
}

/** The module and what it offers. */
export interface InvitationsModule extends Module {
  readonly firstAdministrator: FirstAdministrator;
}

/** Builds the module. */
export function createInvitationsModule(dependencies: InvitationsDependencies): InvitationsModule {
  const firstAdministrator = createFirstAdministrator(dependencies);
  const acceptInvitation = createAcceptInvitation({ ...dependencies, firstAdministrator });
  return {
    name: 'invitations',
    firstAdministrator,
    resolvers: { ...createInvitationsResolvers(acceptInvitation) },
    commands: createInvitationsCommands(firstAdministrator, createRecoverAdministrator(dependencies)),
  };
}
