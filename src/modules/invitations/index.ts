/**
 * Invitations, the creation of the first administrator, and account recovery by the operator.
 * There is no default password, and once there is an administrator, no other user can become the first one.
 */

import type { EventPublisher, Module } from '../../shared/index.js';
import type { EmailVerification } from '../email/index.js';
import type { MfaModule } from '../mfa/index.js';
import type { Sessions } from '../sessions/index.js';
import type { EmailChanges } from '../users/index.js';
import { createAcceptInvitation } from './accept-invitation.js';
import {
  createFirstAdministrator,
  type FirstAdministrator,
  type FirstAdministratorDependencies,
} from './first-administrator.js';
import { createInvitationsCommands } from './invitations.commands.js';
import { createInvitationsResolvers } from './invitations.resolvers.js';
import { createRecoverAdministrator } from './recover-administrator.js';

export type {
  FirstAdministrator,
  FirstAdministratorNames,
  LockFirstAdministrator,
} from './first-administrator.js';

/** The dependencies of the invitations module. */
export interface InvitationsDependencies extends FirstAdministratorDependencies {
  readonly sessions: Sessions;
  readonly mfa: Pick<MfaModule, 'secondFactors'>;
  readonly events: EventPublisher;
  readonly emailChanges: EmailChanges;
  readonly verification: EmailVerification;
}

/** The invitations module and the service it provides. */
export interface InvitationsModule extends Module {
  readonly firstAdministrator: FirstAdministrator;
}

/** Creates the invitations module. */
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
