import type { Clock, EventPublisher, EventType, Reader, Transaction, UserId } from '../../shared/index.js';
import type { ActorTransactions, CurrentUser } from '../access/index.js';
import type { PasswordCredentials } from '../passwords/index.js';
import { type Passkey, parsePasskeyName } from './passkey.js';
import type { PasskeyRepository } from './passkey-repository.js';
import { lastWayToSignIn, passkeyNotFound } from './passkeys-errors.js';

/** What signed-in users do with their own passkeys. */
export interface PasskeyManagement {
  /** Returns the passkeys of a user, oldest first. */
  list(reader: Reader, userId: UserId): Promise<readonly Passkey[]>;
  /** Throws INVALID_INPUT, and NOT_FOUND also for a passkey of another user. */
  rename(caller: CurrentUser, id: string, name: string): Promise<Passkey>;
  /**
   * Throws NOT_FOUND as rename does, and ILLEGAL_STATE for the only passkey of a user without a password. The
   * passkey also remains on its authenticator, where only its owner can delete it.
   */
  remove(caller: CurrentUser, id: string): Promise<void>;
}

export interface PasskeyManagementDependencies {
  readonly transactions: ActorTransactions;
  readonly repository: PasskeyRepository;
  readonly credentials: Pick<PasswordCredentials, 'find'>;
  readonly events: EventPublisher;
  readonly clock: Clock;
}

export function createPasskeyManagement(dependencies: PasskeyManagementDependencies): PasskeyManagement {
  const { repository, credentials } = dependencies;
  return {
    list: repository.list,
    rename: (caller, id, text) => {
      const name = parsePasskeyName(text, ['name']);
      return changeOwn(dependencies, caller, id, async (transaction, passkey) => {
        if (passkey.name === name) return passkey;
        await repository.rename(transaction, passkey.id, name);
        await publish(dependencies, transaction, caller, passkey, 'user.passkey-renamed', name);
        return { ...passkey, name };
      });
    },
    remove: (caller, id) =>
      changeOwn(dependencies, caller, id, async (transaction, passkey, isOnly) => {
        if (isOnly && (await credentials.find(transaction, caller.id)) === null) throw lastWayToSignIn();
        await repository.remove(transaction, passkey.id);
        await publish(dependencies, transaction, caller, passkey, 'user.passkey-removed', null);
      }),
  };
}

/** Runs the change with the row of the user locked, so that two removals cannot both leave one passkey. */
function changeOwn<Result>(
  { transactions, repository }: PasskeyManagementDependencies,
  caller: CurrentUser,
  id: string,
  change: (transaction: Transaction, passkey: Passkey, isOnly: boolean) => Promise<Result>,
): Promise<Result> {
  const actor = { type: 'USER', user: caller } as const;
  return transactions.runAs(actor, { users: [caller.id] }, async (transaction) => {
    const passkeys = await repository.list(transaction, caller.id);
    const passkey = passkeys.find((candidate) => candidate.id === id.toLowerCase());
    if (passkey === undefined) throw passkeyNotFound();
    return change(transaction, passkey, passkeys.length === 1);
  });
}

function publish(
  { events, clock }: PasskeyManagementDependencies,
  transaction: Transaction,
  caller: CurrentUser,
  passkey: Passkey,
  type: EventType,
  newName: string | null,
): Promise<void> {
  return events.publishEvent(transaction, {
    type,
    occurredAt: clock.now(),
    actor: { type: 'USER', id: caller.id },
    subjectId: caller.id,
    sessionId: caller.sessionId,
    resource: { type: 'passkey', id: passkey.id },
    changes: { name: { from: passkey.name, to: newName } },
  });
}
