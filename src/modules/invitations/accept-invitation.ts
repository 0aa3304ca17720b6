import {
  type ClientInfo,
  type Refusal,
  refuseAll,
  type Transaction,
  type UserId,
} from '../../shared/index.js';
import type { IssuedTokens, Sessions } from '../sessions/index.js';
import type { OneTimePurpose } from '../tokens/index.js';
import type { User } from '../users/index.js';
import type {
  FirstAdministrator,
  FirstAdministratorDependencies,
  FirstAdministratorNames,
} from './first-administrator.js';
import { missingForSetup, notForInvitation, tokenInvalid } from './invitations-errors.js';

/** What somebody with a one-time link says. */
export interface AcceptInvitationInput {
  readonly token: string;
  readonly password: string;
  readonly username: string | null;
  readonly email: string | null;
  readonly fullName: string | null;
  readonly client: ClientInfo;
}

/** Somebody who took up an invitation, signed in. */
export interface AcceptInvitationResult {
  readonly status: 'COMPLETE';
  readonly user: User;
  readonly tokens: IssuedTokens;
}

/**
 * Takes up an invitation, or the setup link of the first administrator, and signs the user in. A refused password or name leaves the
 * link as it was. Refuses with TOKEN_INVALID and TOKEN_EXPIRED; with INVALID_INPUT for a username or email given with an invitation or
 * missing with the setup link; with what the policy says of the password; with USERNAME_* and EMAIL_*.
 */
export type AcceptInvitation = (input: AcceptInvitationInput) => Promise<AcceptInvitationResult>;

/** What it is built from. */
export interface AcceptInvitationDependencies extends FirstAdministratorDependencies {
  readonly firstAdministrator: FirstAdministrator;
  readonly sessions: Sessions;
}

const purposes: readonly OneTimePurpose[] = ['SETUP', 'INVITATION'];

/** Makes the service. */
export function createAcceptInvitation(dependencies: AcceptInvitationDependencies): AcceptInvitation {
  const { transactions, oneTimeTokens } = dependencies;
  return async (input) => {
    const { userId } = await oneTimeTokens.peek(transactions.reader, input.token, purposes);
    return userId === null
      ? acceptSetupLink(dependencies, input)
      : acceptInvitationLink(dependencies, input, userId);
  };
}

async function acceptSetupLink(
  dependencies: AcceptInvitationDependencies,
  input: AcceptInvitationInput,
): Promise<AcceptInvitationResult> {
  const { transactions, firstAdministrator, lockFirstAdministrator, oneTimeTokens } = dependencies;
  const names = requiredNames(input);
  const hash = await firstAdministrator.prepare(names, input.password);
  return transactions.run(async (transaction) => {
    // The advisory lock comes before the token's row, as on every other way to the first administrator.
    await lockFirstAdministrator(transaction);
    await oneTimeTokens.redeem(transaction, input.token, ['SETUP']);
    const plan = { names, hash, mustChange: false, actor: { type: 'SYSTEM' }, exists: tokenInvalid } as const;
    const user = await firstAdministrator.insertFirstAdministrator(transaction, plan);
    return signIn(dependencies, transaction, user, input.client);
  });
}

function requiredNames({ username, email, fullName }: AcceptInvitationInput): FirstAdministratorNames {
  refuseAll([
    username === null ? missingForSetup('username') : null,
    email === null ? missingForSetup('email') : null,
  ]);
  return { username: username ?? '', email: email ?? '', fullName };
}

async function acceptInvitationLink(
  dependencies: AcceptInvitationDependencies,
  input: AcceptInvitationInput,
  userId: UserId,
): Promise<AcceptInvitationResult> {
  const { transactions, users, passwords, credentials, oneTimeTokens, clock } = dependencies;
  const { token, password, fullName, client } = input;
  const invited = await users.find(transactions.reader, userId);
  if (invited?.status !== 'INVITED') throw tokenInvalid();
  const profile = fullName === null ? {} : { fullName };
  refuseAll([
    ...superfluousNames(input),
    ...users.examineNames(profile),
    ...passwords.examine(password, { ...invited, ...profile }, ['input', 'password']),
  ]);
  const hash = await passwords.hash(password);
  return transactions.run(async (transaction) => {
    const lockedUser = await users.lock(transaction, userId);
    // Disabled, deleted or accepted meanwhile; when it was a disable, the link is good again afterwards.
    if (lockedUser?.status !== 'INVITED') throw tokenInvalid();
    await oneTimeTokens.redeem(transaction, token, ['INVITATION']);
    await credentials.save(transaction, userId, { hash, mustChange: false, changedAt: clock.now() });
    const user = await users.markActivated(transaction, userId, profile);
    return signIn(dependencies, transaction, user, client);
  });
}

function superfluousNames({ username, email }: AcceptInvitationInput): readonly Refusal[] {
  const refusals = [
    username === null ? null : notForInvitation('username'),
    email === null ? null : notForInvitation('email'),
  ];
  return refusals.filter((refusal) => refusal !== null);
}

async function signIn(
  { users, sessions }: AcceptInvitationDependencies,
  transaction: Transaction,
  user: User,
  client: ClientInfo,
): Promise<AcceptInvitationResult> {
  await users.markLoggedIn(transaction, user.id);
  const tokens = await sessions.start(transaction, { user, client, deviceName: null, scope: null });
  // Read again: the login has just become their last one.
  return { status: 'COMPLETE', user: (await users.find(transaction, user.id)) ?? user, tokens };
}
