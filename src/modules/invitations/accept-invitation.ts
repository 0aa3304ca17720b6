import {
  type ClientInfo,
  type Refusal,
  refuseAll,
  type Transaction,
  type UserId,
} from '../../shared/index.js';
import { type EmailVerification, emailNotVerified } from '../email/index.js';
import type { IssuedTokens, Sessions } from '../sessions/index.js';
import { type OneTimePurpose, tokenInvalid } from '../tokens/index.js';
import type { EmailChanges, User } from '../users/index.js';
import type {
  FirstAdministrator,
  FirstAdministratorDependencies,
  FirstAdministratorNames,
} from './first-administrator.js';
import { missingForSetup, notForInvitation } from './invitations-errors.js';

/** The input of a client that has a one-time link. */
export interface AcceptInvitationInput {
  readonly token: string;
  readonly password: string;
  readonly username: string | null;
  readonly email: string | null;
  readonly fullName: string | null;
  readonly client: ClientInfo;
}

/** The activated user, signed in unless the address has to be verified first. */
export type AcceptInvitationResult =
  | { readonly status: 'COMPLETE'; readonly user: User; readonly tokens: IssuedTokens }
  | { readonly status: 'FAILED'; readonly refusals: readonly [Refusal] };

/**
 * Accepts an invitation, or the setup link of the first administrator, and signs the user in. A rejected
 * password or name does not use up the link. Throws TOKEN_INVALID and TOKEN_EXPIRED; INVALID_INPUT for a
 * username or email given with an invitation or missing with the setup link; PASSWORD_*, USERNAME_* and
 * EMAIL_*. Where the address has to be verified and the link was not mailed, the user is activated, gets a
 * mail, and is answered EMAIL_NOT_VERIFIED.
 */
export type AcceptInvitation = (input: AcceptInvitationInput) => Promise<AcceptInvitationResult>;

export interface AcceptInvitationDependencies extends FirstAdministratorDependencies {
  readonly firstAdministrator: FirstAdministrator;
  readonly sessions: Sessions;
  readonly emailChanges: EmailChanges;
  readonly verification: EmailVerification;
}

const invitations: readonly OneTimePurpose[] = ['INVITATION', 'MAILED_INVITATION'];
const purposes: readonly OneTimePurpose[] = ['SETUP', ...invitations];

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
    // The advisory lock comes before the lock of the token's row, as in every operation that creates the
    // first administrator.
    await lockFirstAdministrator(transaction);
    await oneTimeTokens.redeem(transaction, input.token, ['SETUP']);
    const plan = {
      names,
      hash,
      mustChange: false,
      actor: { type: 'SYSTEM' },
      createExistsError: tokenInvalid,
    } as const;
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
  const { transactions, users, passwords, credentials, oneTimeTokens, emailChanges, verification, clock } =
    dependencies;
  const { token, password, fullName, client } = input;
  const invited = await users.find(transactions.reader, userId);
  if (invited?.status !== 'INVITED') throw tokenInvalid();
  const profile = fullName === null ? {} : { fullName };
  refuseAll([
    ...unexpectedNames(input),
    ...users.examineNames(profile),
    ...passwords.examine(password, { ...invited, ...profile }, ['input', 'password']),
  ]);
  const hash = await passwords.hash(password);
  return transactions.run(async (transaction) => {
    const lockedUser = await users.lock(transaction, userId);
    // The user was disabled, deleted or activated in the meantime.
    if (lockedUser?.status !== 'INVITED') throw tokenInvalid();
    const { purpose } = await oneTimeTokens.redeem(transaction, token, invitations);
    await credentials.save(transaction, userId, { hash, mustChange: false, changedAt: clock.now() });
    let user = await users.markActivated(transaction, userId, profile);
    if (purpose === 'MAILED_INVITATION') {
      user = await emailChanges.verifyEmail(transaction, userId, { type: 'USER', id: userId });
    }
    if (!verification.isMissing(user)) return signIn(dependencies, transaction, user, client);
    // A link that an administrator handed over does not prove the address.
    await verification.sendLink(transaction, user, { type: 'USER', id: userId });
    return { status: 'FAILED', refusals: [emailNotVerified] };
  });
}

function unexpectedNames({ username, email }: AcceptInvitationInput): readonly Refusal[] {
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
  const current = users.markLoggedIn(transaction, user);
  const tokens = await sessions.startSession(transaction, {
    user,
    client,
    deviceName: null,
    scope: null,
    // The first device of the account: there is no other that could be compared.
    isKnownDevice: true,
  });
  return { status: 'COMPLETE', user: current, tokens };
}
