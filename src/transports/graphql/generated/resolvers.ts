// Generated from schema.graphql by scripts/generate.mjs. Change the schema, then run `npm run generate`.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Role as DomainRole } from '../../../modules/access/roles.js';
import type { User as DomainUser } from '../../../modules/users/user.js';
import type { UserPage } from '../../../modules/users/user-page.js';
import type { Session as DomainSession } from '../../../modules/sessions/session.js';
import type { SessionPage } from '../../../modules/sessions/session-page.js';
import type { DeliveredTokens } from '../../../modules/sessions/issued-tokens.js';
import type { Passkey as DomainPasskey } from '../../../modules/passkeys/passkey.js';
import type { ListedEvent, AuditPage } from '../../../modules/audit/audit-reader.js';
import type { Overview as DomainOverview } from '../../../modules/overview/overview.js';
import type { ServerInfo as KnownServerInfo } from '../../../modules/login/server-info.js';
import type { MutationResult } from '../mutation-payloads.js';
import type { RequestContext } from '../request-context.js';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type EnumResolverSignature<T, AllowedValues = any> = { [key in keyof T]?: AllowedValues };
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An RFC 3339 timestamp in UTC with millisecond precision, for example 2026-03-01T09:30:00.000Z. */
  DateTime: { input: Date; output: Date; }
  /** An arbitrary JSON object of at most 16 KiB. */
  JSONObject: { input: Readonly<Record<string, unknown>>; output: Readonly<Record<string, unknown>>; }
};

/**
 * A rate limit bucket, shared by all instances. When the bucket is exhausted, the field fails with RATE_LIMITED
 * and Retry-After.
 */
export type LimitBucket =
  /**
   * Failed authentication attempts, counted per IP address; successful attempts are refunded. An operation may
   * contain at most one such field.
   */
  | 'CREDENTIAL'
  /** Sign-ups, counted per IP address. An operation may contain at most one such field. */
  | 'SIGNUP'
  /** Token refreshes, counted per session. */
  | 'REFRESH'
  /**
   * Requests for a mail, counted per IP address, or per user when signed in. An operation may contain at most
   * one such field.
   */
  | 'MAIL'
  /** Users created, counted per administrator. Fields that a project adds may use it, too. */
  | 'ADMIN_WRITE'
  /** Exports of the caller's own data, counted per user. */
  | 'DATA_EXPORT';

/**
 * The roles. Each role includes the permissions of USER, and ADMIN those of every role. A server that extends
 * Cordon may have further roles, above or beside SUPPORT.
 */
export type Role =
  /** Manages their own account. */
  | 'USER'
  /** Also views users and ends their sessions. */
  | 'SUPPORT'
  /** Also creates, changes, disables and deletes users. */
  | 'ADMIN';

/** The sort direction. */
export type OrderDirection =
  /** Ascending. Users who have never logged in come first. */
  | 'ASC'
  /** Descending. Users who have never logged in come last. */
  | 'DESC';

/**
 * Every code that a mutation can return in `userErrors`. The table in docs/errors.md lists the codes of each
 * mutation.
 */
export type ErrorCode =
  /** A value is missing, too long, or not allowed here. */
  | 'INVALID_INPUT'
  /** The username or the password is wrong. The response is the same for names that do not exist. */
  | 'INVALID_CREDENTIALS'
  /**
   * Too many failed password attempts for this name or for the caller's own account. The response is the same
   * for names that do not exist. See retryAfter.
   */
  | 'TOO_MANY_ATTEMPTS'
  /** The account is disabled. Returned only to callers who provide the correct password or a valid refresh token. */
  | 'ACCOUNT_DISABLED'
  /**
   * The email address has to be verified before signing in; see requestEmailVerification. Returned only to
   * callers who provide the correct password or a valid invitation.
   */
  | 'EMAIL_NOT_VERIFIED'
  /** The password is correct but must be changed before signing in; see passwordChangeToken. */
  | 'PASSWORD_CHANGE_REQUIRED'
  /** The challenge of a login is unknown, expired, used, or no longer valid. Sign in again. */
  | 'MFA_CHALLENGE_EXPIRED'
  /** The code of the second factor is wrong or was used before, or a code is required. */
  | 'MFA_CODE_INVALID'
  /** The user does not have this second factor. */
  | 'MFA_NOT_ENROLLED'
  /** The user already has an authenticator app. */
  | 'MFA_ALREADY_ENROLLED'
  /** The refresh token does not exist. */
  | 'REFRESH_TOKEN_INVALID'
  /** The refresh token has expired. */
  | 'REFRESH_TOKEN_EXPIRED'
  /** The refresh token was already used. Its session has been ended. */
  | 'REFRESH_TOKEN_REUSED'
  /** The session has been ended. */
  | 'SESSION_REVOKED'
  /** The user has no active session with this id. */
  | 'SESSION_NOT_FOUND'
  /** The password has fewer characters than params.minLength. */
  | 'PASSWORD_TOO_SHORT'
  /** The password has more characters than params.maxLength. */
  | 'PASSWORD_TOO_LONG'
  /**
   * The password is on the list of common passwords, or is a common password that is repeated or has digits
   * added.
   */
  | 'PASSWORD_COMPROMISED'
  /** The password is too similar to the user's username, email address or full name. */
  | 'PASSWORD_SIMILAR_TO_IDENTITY'
  /** The new password is one of the user's recent passwords. */
  | 'PASSWORD_REUSED'
  /** The current password is wrong. */
  | 'CURRENT_PASSWORD_WRONG'
  /** The username is already in use. */
  | 'USERNAME_TAKEN'
  /** The email address is already in use. */
  | 'EMAIL_TAKEN'
  /** The username is not valid. */
  | 'USERNAME_INVALID'
  /** The email address is not valid. */
  | 'EMAIL_INVALID'
  /** Sign-up is disabled on this server. */
  | 'SIGNUP_DISABLED'
  /** The one-time token is unknown, has already been used, or has been replaced by a newer one. */
  | 'TOKEN_INVALID'
  /** The one-time token has expired. */
  | 'TOKEN_EXPIRED'
  /** The user does not exist. */
  | 'USER_NOT_FOUND'
  /** The operation would remove the last administrator who can sign in. */
  | 'LAST_ADMIN'
  /** The operation is not allowed on the caller's own account. */
  | 'SELF_TARGET_FORBIDDEN'
  /** The operation involves a role that the caller's own does not include. */
  | 'ROLE_ESCALATION'
  /** The operation is not possible in the current state of the resource. */
  | 'ILLEGAL_STATE'
  /** The resource was changed in the meantime. Read it again and retry. */
  | 'VERSION_CONFLICT'
  /** The idempotency key was already used with different input. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** A scope is unknown, or is not granted to the role or the token. */
  | 'SCOPE_NOT_ALLOWED'
  /** The resource does not exist. */
  | 'NOT_FOUND'
  /** The number of such resources is limited; see params.limit. */
  | 'LIMIT_EXCEEDED';

/**
 * An error that the caller can act on. Missing authentication, missing permission, HTTP rate limits and internal
 * errors are never reported here; they appear in the `errors` array.
 */
export type UserError = {
  readonly __typename?: 'UserError';
  /** The machine-readable error code. */
  readonly code: ErrorCode;
  /** An English message for developers. User interfaces should switch on `code`. */
  readonly message: Scalars['String']['output'];
  /** Path in the input, for example ["input", "email"]. Null when the error is not caused by a single field. */
  readonly field?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** Seconds to wait before the same call can succeed. Null when not known. */
  readonly retryAfter?: Maybe<Scalars['Int']['output']>;
  /** Machine-readable details of the violated limit, for example {"minLength": 12}. */
  readonly params?: Maybe<Scalars['JSONObject']['output']>;
};

/** The common fields of every mutation payload. */
export type MutationPayload = {
  /** True exactly when `userErrors` is empty. */
  readonly ok: Scalars['Boolean']['output'];
  /** The errors that the caller can act on, in the order of the input. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** A payload without a result of its own. */
export type SimplePayload = MutationPayload & {
  readonly __typename?: 'SimplePayload';
  /** True exactly when `userErrors` is empty. */
  readonly ok: Scalars['Boolean']['output'];
  /** The errors that the caller can act on, in the order of the input. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** Pagination information of a connection (Relay). */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  /** True when there are more items after this page. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** True when there are items before this page. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first edge; null on an empty page. */
  readonly startCursor?: Maybe<Scalars['String']['output']>;
  /** The cursor of the last edge; null on an empty page. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
};

/** A half-open time range, from `gte` (inclusive) to `lt` (exclusive). Either bound may be omitted. */
export type DateTimeRange = {
  /** Inclusive lower bound. */
  readonly gte?: InputMaybe<Scalars['DateTime']['input']>;
  /** Exclusive upper bound. */
  readonly lt?: InputMaybe<Scalars['DateTime']['input']>;
};

/** The read operations. */
export type Query = {
  readonly __typename?: 'Query';
  /** Public information about this server. */
  readonly server: ServerInfo;
  /**
   * The authenticated caller. Without a valid token, a request for this field alone fails with HTTP 401; beside
   * fields that succeed, it is null with an entry in `errors`.
   */
  readonly me?: Maybe<User>;
  /**
   * A page of users: the `first` items after a cursor or the `last` items before one, from 1 to 100. The default
   * is 20.
   */
  readonly users: UserConnection;
  /** A single user, selected by exactly one of the arguments; null when no user matches. */
  readonly user?: Maybe<User>;
  /** The caller's active sessions, most recently used first. */
  readonly mySessions: ReadonlyArray<Session>;
  /** The session that the access token belongs to. */
  readonly mySession?: Maybe<Session>;
  /**
   * A page of the sessions of all users: the `first` items after a cursor or the `last` items before one, from 1
   * to 100. The default is 20.
   */
  readonly sessions: SessionConnection;
  /**
   * Everything that the server stores about the caller: profile, sessions, passkeys, second factors, the time of
   * the last password change, and the newest 10,000 events. It contains no secret and no hash, and may be larger
   * than 16 KiB.
   */
  readonly myDataExport: Scalars['JSONObject']['output'];
  /** The caller's passkeys, oldest first. */
  readonly myPasskeys: ReadonlyArray<Passkey>;
  /** All current and former signing keys, newest first. */
  readonly signingKeys: ReadonlyArray<SigningKey>;
  /** The audit log, newest first; `first` is from 1 to 100. */
  readonly auditEvents: AuditEventConnection;
  /**
   * Verifies the whole log against its hash chain. This takes about one second per 20,000 events; concurrent
   * requests share one run.
   */
  readonly auditVerification: AuditVerification;
  /** Who may access what on this server, types and rules of the host application included. */
  readonly policyMatrix: PolicyMatrix;
  /**
   * Explains why a user can or cannot access an element of the schema, given by its coordinate, for example
   * `User.email`. Null when the user does not exist.
   */
  readonly explainPolicy?: Maybe<PolicyExplanation>;
  /**
   * Compares the rules of two schemas, each given as SDL. Without `before`, the schema of this server is
   * compared. A request has at most 100 kB, so descriptions may have to be left out.
   */
  readonly policyDiff: PolicyDiff;
  /** The configuration of the instance that answers. Secrets show only whether they are set. */
  readonly effectiveConfiguration: ReadonlyArray<ConfigurationValue>;
  /** Figures and warnings about this server, from the audit log and the database. */
  readonly overview: Overview;
};


/** The read operations. */
export type QueryUsersArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<UserFilter>;
  orderBy?: InputMaybe<UserOrder>;
};


/** The read operations. */
export type QueryUserArgs = {
  id?: InputMaybe<Scalars['ID']['input']>;
  username?: InputMaybe<Scalars['String']['input']>;
  email?: InputMaybe<Scalars['String']['input']>;
};


/** The read operations. */
export type QuerySessionsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<SessionFilter>;
  orderBy?: InputMaybe<SessionOrder>;
};


/** The read operations. */
export type QueryAuditEventsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<AuditFilter>;
};


/** The read operations. */
export type QueryExplainPolicyArgs = {
  userId: Scalars['ID']['input'];
  coordinate: Scalars['String']['input'];
};


/** The read operations. */
export type QueryPolicyDiffArgs = {
  before?: InputMaybe<Scalars['String']['input']>;
  after: Scalars['String']['input'];
};

/** The write operations. */
export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Changes the caller's own profile. */
  readonly updateProfile: UserPayload;
  /** Creates a user, with a password or with an invitation. */
  readonly createUser: CreateUserPayload;
  /** Changes a user. The role, the status and the password are not affected. */
  readonly updateUser: UserPayload;
  /** Assigns a new role to a user. A demotion ends the user's sessions. */
  readonly setUserRole: UserPayload;
  /** Prevents a user from signing in and ends their sessions. */
  readonly disableUser: UserPayload;
  /** Allows a disabled user to sign in again. Sessions that were ended are not restored. */
  readonly enableUser: UserPayload;
  /** Clears the failed login attempts that temporarily lock a user out. */
  readonly unlockUser: UserPayload;
  /**
   * Deletes a user. Their sessions, password and open links are removed, and the username and the email address
   * become available again.
   */
  readonly deleteUser: UserPayload;
  /**
   * Removes a user's password, ends their sessions and issues a one-time link for choosing a new one. With
   * sendMail, the link is mailed to the user and not returned.
   */
  readonly resetUserPassword: TempSecretPayload;
  /**
   * Exchanges a refresh token for new tokens. A repeated call within a few seconds returns the same refresh
   * token; later reuse ends the session.
   */
  readonly refreshToken: RefreshPayload;
  /**
   * Ends the session of the access token or of the given refresh token, the user's other sessions, or all of
   * them. Succeeds also when the session has already ended.
   */
  readonly logout: LogoutPayload;
  /** Ends one of the caller's own sessions. Succeeds also when the session has already ended. */
  readonly revokeSession: SimplePayload;
  /** Ends all sessions of a user, or only the given ones. */
  readonly revokeUserSessions: RevokeSessionsPayload;
  /**
   * Ends every session of every user, including the caller's own: after a leak, or after a backup was restored.
   * Everyone has to sign in again.
   */
  readonly endAllSessions: RevokeSessionsPayload;
  /**
   * Signs a user in. Fields selected on the payload are authorized as the user who has just signed in. After ten
   * wrong passwords for a name, new devices must wait before each further attempt, with increasing delays. Each
   * failed attempt is recorded in the audit log; attempts rejected without a password check are recorded once a
   * minute.
   */
  readonly login: LoginPayload;
  /**
   * Completes a login that answered MFA_REQUIRED, with a second factor. Failures are also counted for the account,
   * whichever challenge they answer.
   */
  readonly completeMfa: LoginPayload;
  /**
   * Creates an account, when sign-up is enabled on this server, and signs its owner in or, where users verify
   * their email address, mails a link to it.
   */
  readonly signUp: SignUpPayload;
  /**
   * Proves again in the current session who the caller is, for operations that require recent authentication. A
   * user with a second factor gives a code of the authenticator app or a passkey, which also raises the
   * assurance of the session to 2; a password alone is not enough then. A passkey is given alone.
   */
  readonly reauthenticate: SimplePayload;
  /** Changes the caller's own password and, by default, ends the user's other sessions. */
  readonly changePassword: RevokeSessionsPayload;
  /**
   * Verifies the caller's password and mails a link to a new email address. The response is the same whether
   * somebody has that address or not.
   */
  readonly requestEmailChange: SimplePayload;
  /**
   * Deletes the caller's own account and ends all its sessions. The names are available again at once; what is
   * left is erased after the retention that the operator has configured.
   */
  readonly deleteMyAccount: SimplePayload;
  /** Sets a new password using a one-time token and ends all sessions of the user. */
  readonly resetPassword: SimplePayload;
  /**
   * Starts to set up an authenticator app. A user with a second factor must have proven it in this session
   * (STEP_UP_REQUIRED).
   */
  readonly enrollTotp: EnrollTotpPayload;
  /** Completes it with the first code, and returns recovery codes. Later logins require a second factor. */
  readonly confirmTotp: RecoveryCodesPayload;
  /** Removes the authenticator app, given a code of it or a recovery code. */
  readonly disableTotp: SimplePayload;
  /** Replaces the recovery codes. */
  readonly regenerateRecoveryCodes: RecoveryCodesPayload;
  /**
   * Removes all second factors of a user who has lost them, and ends their sessions. The user signs in with the
   * password alone afterwards.
   */
  readonly resetUserMfa: UserPayload;
  /**
   * Starts the registration of a passkey for the caller. Requires a proof in the last ten minutes, and of a user
   * with a second factor that one (STEP_UP_REQUIRED). A user has at most 20 passkeys. Later logins with the
   * password require a second factor.
   */
  readonly startPasskeyRegistration: PasskeyRegistrationPayload;
  /** Stores the new passkey of a registration that the caller started. */
  readonly finishPasskeyRegistration: PasskeyPayload;
  /** Renames one of the caller's passkeys. */
  readonly renamePasskey: PasskeyPayload;
  /**
   * Removes one of the caller's passkeys, which then no longer signs in. A second factor must have been proven in
   * the session (STEP_UP_REQUIRED). The only passkey of a user without a password cannot be removed.
   */
  readonly removePasskey: SimplePayload;
  /** Starts a sign-in with a passkey, without a username. */
  readonly startPasskeyLogin: PasskeyLoginPayload;
  /**
   * Signs a user in with a passkey alone. Its authenticator must have verified the user, so the session has an
   * assurance of 2. Fields selected on the payload are authorized as the user who has just signed in.
   */
  readonly finishPasskeyLogin: LoginPayload;
  /** Starts a proof with one of the caller's passkeys, for `reauthenticate`. */
  readonly startPasskeyReauthentication: PasskeyLoginPayload;
  /**
   * Mails a link for verifying an email address. The response is the same whether a user has the address or not,
   * and also when too many mails were sent to it.
   */
  readonly requestEmailVerification: SimplePayload;
  /** Verifies the email address that the link was sent to. Does not sign in. */
  readonly verifyEmail: SimplePayload;
  /**
   * Mails a link for choosing a new password with resetPassword. The response is the same whether a user has the
   * address or not, and also when too many mails were sent to it.
   */
  readonly requestPasswordReset: SimplePayload;
  /**
   * Changes the caller's email address to the one that the link was sent to. The previous address gets a mail
   * whose link undoes the change for three days.
   */
  readonly confirmEmailChange: UserPayload;
  /** Sends a mail to the caller's own address, to test that mail arrives. */
  readonly sendTestMail: SimplePayload;
  /**
   * Gives a user the previous email address back, ends all sessions and links, removes the password, and mails a
   * link for choosing a new one to the restored address.
   */
  readonly undoEmailChange: SimplePayload;
  /** Accepts an invitation, or the setup link of the first administrator, and signs the user in. */
  readonly acceptInvitation: LoginPayload;
  /** Creates a signing key that replaces the active one after it has been published. Valid tokens remain valid. */
  readonly rotateSigningKey: SigningKeyPayload;
  /**
   * Rejects a signing key and every token signed with it, immediately and permanently. When the key is the
   * active one, another key becomes active at once.
   */
  readonly revokeSigningKey: SigningKeyPayload;
};


/** The write operations. */
export type MutationUpdateProfileArgs = {
  input: UpdateProfileInput;
};


/** The write operations. */
export type MutationCreateUserArgs = {
  input: CreateUserInput;
};


/** The write operations. */
export type MutationUpdateUserArgs = {
  input: UpdateUserInput;
};


/** The write operations. */
export type MutationSetUserRoleArgs = {
  input: SetUserRoleInput;
};


/** The write operations. */
export type MutationDisableUserArgs = {
  input: DisableUserInput;
};


/** The write operations. */
export type MutationEnableUserArgs = {
  id: Scalars['ID']['input'];
};


/** The write operations. */
export type MutationUnlockUserArgs = {
  id: Scalars['ID']['input'];
};


/** The write operations. */
export type MutationDeleteUserArgs = {
  input: DeleteUserInput;
};


/** The write operations. */
export type MutationResetUserPasswordArgs = {
  id: Scalars['ID']['input'];
  sendMail?: Scalars['Boolean']['input'];
};


/** The write operations. */
export type MutationRefreshTokenArgs = {
  input: RefreshInput;
};


/** The write operations. */
export type MutationLogoutArgs = {
  input?: InputMaybe<LogoutInput>;
};


/** The write operations. */
export type MutationRevokeSessionArgs = {
  id: Scalars['ID']['input'];
};


/** The write operations. */
export type MutationRevokeUserSessionsArgs = {
  userId: Scalars['ID']['input'];
  sessionIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
};


/** The write operations. */
export type MutationEndAllSessionsArgs = {
  reason: Scalars['String']['input'];
};


/** The write operations. */
export type MutationLoginArgs = {
  input: LoginInput;
};


/** The write operations. */
export type MutationCompleteMfaArgs = {
  input: CompleteMfaInput;
};


/** The write operations. */
export type MutationSignUpArgs = {
  input: SignUpInput;
};


/** The write operations. */
export type MutationReauthenticateArgs = {
  password?: InputMaybe<Scalars['String']['input']>;
  totpCode?: InputMaybe<Scalars['String']['input']>;
  passkey?: InputMaybe<PasskeyProofInput>;
};


/** The write operations. */
export type MutationChangePasswordArgs = {
  input: ChangePasswordInput;
};


/** The write operations. */
export type MutationRequestEmailChangeArgs = {
  input: RequestEmailChangeInput;
};


/** The write operations. */
export type MutationDeleteMyAccountArgs = {
  password: Scalars['String']['input'];
};


/** The write operations. */
export type MutationResetPasswordArgs = {
  input: ResetPasswordInput;
};


/** The write operations. */
export type MutationConfirmTotpArgs = {
  enrollmentId: Scalars['ID']['input'];
  code: Scalars['String']['input'];
};


/** The write operations. */
export type MutationDisableTotpArgs = {
  code: Scalars['String']['input'];
};


/** The write operations. */
export type MutationResetUserMfaArgs = {
  id: Scalars['ID']['input'];
  reason: Scalars['String']['input'];
};


/** The write operations. */
export type MutationFinishPasskeyRegistrationArgs = {
  input: FinishPasskeyRegistrationInput;
};


/** The write operations. */
export type MutationRenamePasskeyArgs = {
  id: Scalars['ID']['input'];
  name: Scalars['String']['input'];
};


/** The write operations. */
export type MutationRemovePasskeyArgs = {
  id: Scalars['ID']['input'];
};


/** The write operations. */
export type MutationFinishPasskeyLoginArgs = {
  input: FinishPasskeyLoginInput;
};


/** The write operations. */
export type MutationRequestEmailVerificationArgs = {
  email: Scalars['String']['input'];
};


/** The write operations. */
export type MutationVerifyEmailArgs = {
  token: Scalars['String']['input'];
};


/** The write operations. */
export type MutationRequestPasswordResetArgs = {
  input: RequestPasswordResetInput;
};


/** The write operations. */
export type MutationConfirmEmailChangeArgs = {
  token: Scalars['String']['input'];
};


/** The write operations. */
export type MutationUndoEmailChangeArgs = {
  token: Scalars['String']['input'];
};


/** The write operations. */
export type MutationAcceptInvitationArgs = {
  input: AcceptInvitationInput;
};


/** The write operations. */
export type MutationRotateSigningKeyArgs = {
  input: RotateSigningKeyInput;
};


/** The write operations. */
export type MutationRevokeSigningKeyArgs = {
  kid: Scalars['String']['input'];
  reason: Scalars['String']['input'];
};

/** The events, delivered over a WebSocket (graphql-transport-ws) at the same address. */
export type Subscription = {
  readonly __typename?: 'Subscription';
  /**
   * Emits the user after each change; without an id, emits every changed user. The subscription fails when
   * changes may be missed.
   */
  readonly userChanged: User;
  /**
   * Emits the events that match the filter as they are recorded, on any instance, in the order of the log and
   * without gaps, starting after the newest one at the time of the subscription.
   */
  readonly auditEventAdded: AuditEvent;
};


/** The events, delivered over a WebSocket (graphql-transport-ws) at the same address. */
export type SubscriptionUserChangedArgs = {
  id?: InputMaybe<Scalars['ID']['input']>;
};


/** The events, delivered over a WebSocket (graphql-transport-ws) at the same address. */
export type SubscriptionAuditEventAddedArgs = {
  filter?: InputMaybe<AuditFilter>;
};

/** The rules that a new password must meet. */
export type PasswordPolicy = {
  readonly __typename?: 'PasswordPolicy';
  /** The minimum number of characters, counted after Unicode normalization (NFKC). */
  readonly minLength: Scalars['Int']['output'];
  /** The maximum number of characters, counted after Unicode normalization (NFKC). */
  readonly maxLength: Scalars['Int']['output'];
  /** True when common passwords are rejected. */
  readonly rejectsCompromised: Scalars['Boolean']['output'];
  /**
   * The number of the user's most recent passwords, including the current one, that a new password must differ
   * from.
   */
  readonly historySize: Scalars['Int']['output'];
};

/** Public information about this server. */
export type ServerInfo = {
  readonly __typename?: 'ServerInfo';
  /** The release version of the server. */
  readonly version: Scalars['String']['output'];
  /** The `iss` claim of the tokens that this server issues. */
  readonly issuer: Scalars['String']['output'];
  /** True when signUp is enabled. */
  readonly signupEnabled: Scalars['Boolean']['output'];
  /**
   * True when the server can send mail. Otherwise, operations that need it are off: for example a reset of the
   * password by mail.
   */
  readonly mailEnabled: Scalars['Boolean']['output'];
  /** How a second factor can be proven on this server. */
  readonly mfaMethods: ReadonlyArray<MfaMethod>;
  /** True when nobody can sign in with an email address that is not verified. */
  readonly emailVerificationRequired: Scalars['Boolean']['output'];
  /** The rules that a new password must meet. */
  readonly passwordPolicy: PasswordPolicy;
  /** The lifetime of an access token, in seconds. */
  readonly accessTokenTtl: Scalars['Int']['output'];
  /** The lifetime of an unused refresh token, in seconds. */
  readonly refreshTokenTtl: Scalars['Int']['output'];
  /** True until the first administrator has been created. */
  readonly setupRequired: Scalars['Boolean']['output'];
};

/** The status of a user. */
export type UserStatus =
  /** The user can sign in. */
  | 'ACTIVE'
  /** The user was invited and has not chosen a password yet. */
  | 'INVITED'
  /**
   * The user signed up and has not verified the email address. Until then the address is not theirs: somebody
   * else may have it or get it, and the user signs in with the username only, where the server allows it
   * (emailVerificationRequired).
   */
  | 'PENDING_VERIFICATION'
  /** The user cannot sign in, either indefinitely or until disabledUntil. */
  | 'DISABLED'
  /** The user was deleted. The username and the email address are available again. */
  | 'DELETED';

/**
 * A user. Visible to the user themselves and to SUPPORT and above; other callers cannot obtain the object by any
 * route.
 */
export type User = {
  readonly __typename?: 'User';
  /** The id of the user. It is immutable and is never reused. */
  readonly id: Scalars['ID']['output'];
  /**
   * The username to sign in with. Unique among users that are not deleted, regardless of spelling variants such
   * as case.
   */
  readonly username: Scalars['String']['output'];
  /**
   * The email address to sign in with. Unique among users that are not deleted, regardless of spelling variants
   * such as case; users whose status is PENDING_VERIFICATION do not count.
   */
  readonly email: Scalars['String']['output'];
  /** True when the email address has been verified. */
  readonly emailVerified: Scalars['Boolean']['output'];
  /** The display name of the user. */
  readonly fullName?: Maybe<Scalars['String']['output']>;
  /** The role of the user. */
  readonly role: Role;
  /** The current status of the user. */
  readonly status: UserStatus;
  /** True while the user is disabled. */
  readonly disabled: Scalars['Boolean']['output'];
  /** The reason for disabling the user, as entered by the administrator. */
  readonly disabledReason?: Maybe<Scalars['String']['output']>;
  /** The time at which the user can sign in again. Null when only an administrator can enable the user. */
  readonly disabledUntil?: Maybe<Scalars['DateTime']['output']>;
  /** The preferred language, as a BCP 47 tag, for user interfaces. */
  readonly locale?: Maybe<Scalars['String']['output']>;
  /** True when the user has a password. */
  readonly hasPassword: Scalars['Boolean']['output'];
  /** The time of the last password change; null when the user has no password. */
  readonly passwordChangedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The time of the last login; null when the user has never logged in. */
  readonly lastLoginAt?: Maybe<Scalars['DateTime']['output']>;
  /** The time at which the user was created. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** The time of the last change to the user. */
  readonly updatedAt: Scalars['DateTime']['output'];
  /** The version number, incremented with each change. Pass it back as expectedVersion to prevent lost updates. */
  readonly version: Scalars['Int']['output'];
  /** The scopes granted by the user's role, for user interfaces. */
  readonly permissions: ReadonlyArray<Scalars['String']['output']>;
  /** Custom data that the host application stores with the user. */
  readonly metadata?: Maybe<Scalars['JSONObject']['output']>;
  /** The active sessions of the user, most recently used first. */
  readonly sessions: ReadonlyArray<Session>;
  /** How the user can prove a second factor; empty without one. */
  readonly mfaMethods: ReadonlyArray<MfaMethod>;
  /** The events whose subject is this user, newest first; `first` is from 1 to 100. */
  readonly securityEvents: AuditEventConnection;
};


/**
 * A user. Visible to the user themselves and to SUPPORT and above; other callers cannot obtain the object by any
 * route.
 */
export type UserSecurityEventsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

/** A user in a list. */
export type UserEdge = {
  readonly __typename?: 'UserEdge';
  /** The position of this edge in the list, for `after` and `before`. */
  readonly cursor: Scalars['String']['output'];
  /** The user. */
  readonly node: User;
};

/** A page of users. */
export type UserConnection = {
  readonly __typename?: 'UserConnection';
  /** The users with their cursors. */
  readonly edges: ReadonlyArray<UserEdge>;
  /** The users without their cursors. */
  readonly nodes: ReadonlyArray<User>;
  /** The position of this page in the list. */
  readonly pageInfo: PageInfo;
  /**
   * The number of users that match the filter: exact up to 10,000, and above that an estimate of the database.
   * Counted only when this field is selected.
   */
  readonly totalCount: Scalars['Int']['output'];
  /** True when `totalCount` is an estimate. */
  readonly totalCountIsEstimate: Scalars['Boolean']['output'];
};

/**
 * Selects the users of a list. All given conditions must match. Deleted users are included only when `statuses`
 * or `ids` selects them.
 */
export type UserFilter = {
  /** Matches users with one of these ids, at most 100. */
  readonly ids?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Matches users whose username, email address or full name starts with this text, ignoring case. */
  readonly search?: InputMaybe<Scalars['String']['input']>;
  /** Matches the user with this email address, regardless of spelling variants such as case. */
  readonly email?: InputMaybe<Scalars['String']['input']>;
  /** Matches the user with this username, regardless of spelling variants such as case. */
  readonly username?: InputMaybe<Scalars['String']['input']>;
  /** Matches users with one of these roles. */
  readonly roles?: InputMaybe<ReadonlyArray<Role>>;
  /** Matches users whose current status is one of these. */
  readonly statuses?: InputMaybe<ReadonlyArray<UserStatus>>;
  /** Matches users whose email address is verified, or not verified. */
  readonly emailVerified?: InputMaybe<Scalars['Boolean']['input']>;
  /** Matches users created in this time range. */
  readonly createdAt?: InputMaybe<DateTimeRange>;
  /** Matches users whose last login is in this time range. */
  readonly lastLoginAt?: InputMaybe<DateTimeRange>;
  /** When true, matches users who have never logged in. */
  readonly neverLoggedIn?: InputMaybe<Scalars['Boolean']['input']>;
};

/** The field by which a list of users is sorted. */
export type UserOrderField =
  /** Sorts by the time of creation. */
  | 'CREATED_AT'
  /** Sorts by username. */
  | 'USERNAME'
  /** Sorts by email address. */
  | 'EMAIL'
  /** Sorts by the time of the last login. */
  | 'LAST_LOGIN_AT';

/** The sort order of a list of users. */
export type UserOrder = {
  /** The field to sort by. */
  readonly field?: UserOrderField;
  /** The direction to sort in. */
  readonly direction?: OrderDirection;
};

/** The result of a change to a user. */
export type UserPayload = MutationPayload & {
  readonly __typename?: 'UserPayload';
  /** True exactly when `userErrors` is empty. */
  readonly ok: Scalars['Boolean']['output'];
  /** The user after the change; null when the change was rejected. */
  readonly user?: Maybe<User>;
  /** The errors that the caller can act on, in the order of the input. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** The result of creating a user. */
export type CreateUserPayload = MutationPayload & {
  readonly __typename?: 'CreateUserPayload';
  /** True exactly when `userErrors` is empty. */
  readonly ok: Scalars['Boolean']['output'];
  /** The user; null when the operation was rejected. */
  readonly user?: Maybe<User>;
  /**
   * A one-time invitation link, returned only once. Null when a password was given. Where the server sends mail,
   * the user has been sent a link of their own as well.
   */
  readonly invitationLink?: Maybe<Scalars['String']['output']>;
  /** The errors that the caller can act on, in the order of the input. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** The result of an operation that issues a one-time link for a user. */
export type TempSecretPayload = MutationPayload & {
  readonly __typename?: 'TempSecretPayload';
  /** True exactly when `userErrors` is empty. */
  readonly ok: Scalars['Boolean']['output'];
  /** The user; null when the operation was rejected. */
  readonly user?: Maybe<User>;
  /** The one-time link, returned only once. Null when it was mailed. */
  readonly link?: Maybe<Scalars['String']['output']>;
  /** The errors that the caller can act on, in the order of the input. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** The changes that users can make to their own profile. An omitted field is unchanged; null clears the field. */
export type UpdateProfileInput = {
  /** The display name of the user. */
  readonly fullName?: InputMaybe<Scalars['String']['input']>;
  /** The preferred language, as a BCP 47 tag. */
  readonly locale?: InputMaybe<Scalars['String']['input']>;
  /** The new username to sign in with. It cannot be cleared. */
  readonly username?: InputMaybe<Scalars['String']['input']>;
  /** Fails with VERSION_CONFLICT when the user's current version differs from this one. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};

/** The user to create. */
export type CreateUserInput = {
  /** The username to sign in with. It must not contain an `@`. */
  readonly username: Scalars['String']['input'];
  /** The email address to sign in with. */
  readonly email: Scalars['String']['input'];
  /** The display name of the user. */
  readonly fullName?: InputMaybe<Scalars['String']['input']>;
  /** The initial role. Giving a role requires that the caller authenticated within the last hour. */
  readonly role?: Role;
  /** The password. When omitted, the user is invited and the payload contains a one-time link. */
  readonly password?: InputMaybe<Scalars['String']['input']>;
  /** Whether the email address is known to belong to the user. */
  readonly emailVerified?: Scalars['Boolean']['input'];
  /** Whether the given password must be changed at the first login. */
  readonly mustChangePassword?: Scalars['Boolean']['input'];
  /** Custom data that the host application stores with the user. */
  readonly metadata?: InputMaybe<Scalars['JSONObject']['input']>;
  /**
   * Makes the call safe to repeat. For 24 hours, a call with the same key returns the same user, without the
   * link.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** The changes that an administrator can make to a user. An omitted field is unchanged; null clears the field. */
export type UpdateUserInput = {
  /** The id of the user to change. */
  readonly id: Scalars['ID']['input'];
  /** The new username to sign in with. It cannot be cleared. */
  readonly username?: InputMaybe<Scalars['String']['input']>;
  /**
   * The new email address to sign in with. It cannot be cleared. It becomes unverified unless emailVerified is
   * given as well.
   */
  readonly email?: InputMaybe<Scalars['String']['input']>;
  /** Whether the email address is known to belong to the user. */
  readonly emailVerified?: InputMaybe<Scalars['Boolean']['input']>;
  /** The display name of the user. */
  readonly fullName?: InputMaybe<Scalars['String']['input']>;
  /** The preferred language, as a BCP 47 tag. */
  readonly locale?: InputMaybe<Scalars['String']['input']>;
  /** Custom data that the host application stores with the user. It is replaced as a whole. */
  readonly metadata?: InputMaybe<Scalars['JSONObject']['input']>;
  /** Fails with VERSION_CONFLICT when the user's current version differs from this one. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};

/** The role change of a user. */
export type SetUserRoleInput = {
  /** The id of the user. */
  readonly id: Scalars['ID']['input'];
  /** The new role. */
  readonly role: Role;
  /** The reason, for the audit log. */
  readonly reason: Scalars['String']['input'];
  /** Fails with VERSION_CONFLICT when the user's current version differs from this one. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};

/** The user to disable. */
export type DisableUserInput = {
  /** The id of the user to disable. */
  readonly id: Scalars['ID']['input'];
  /** The reason, for the audit log. */
  readonly reason: Scalars['String']['input'];
  /**
   * The time at which the user can sign in again. When omitted, the user stays disabled until an administrator
   * enables the account.
   */
  readonly until?: InputMaybe<Scalars['DateTime']['input']>;
};

/** The user to delete. */
export type DeleteUserInput = {
  /** The id of the user to delete. */
  readonly id: Scalars['ID']['input'];
  /** The reason, for the audit log. */
  readonly reason: Scalars['String']['input'];
};

/** A device on which a user is logged in. Contains no secret: the id is sufficient to revoke the session. */
export type Session = {
  readonly __typename?: 'Session';
  /** The immutable id of the session: the `sid` claim of its access tokens. */
  readonly id: Scalars['ID']['output'];
  /** True when this is the session of the current request. */
  readonly current: Scalars['Boolean']['output'];
  /** The time of the login. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** The time at which the session was last started or refreshed. */
  readonly lastUsedAt: Scalars['DateTime']['output'];
  /** The time at which the session expires unless it is refreshed. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** The time at which the session expires even when it is refreshed. */
  readonly absoluteExpiresAt: Scalars['DateTime']['output'];
  /** The IP address from which the session was last used. */
  readonly ipAddress?: Maybe<Scalars['String']['output']>;
  /** The User-Agent header of the last client. */
  readonly userAgent?: Maybe<Scalars['String']['output']>;
  /** The device name that was given at login. */
  readonly deviceName?: Maybe<Scalars['String']['output']>;
  /** The time at which the user last proved who they are in this session. */
  readonly authenticatedAt: Scalars['DateTime']['output'];
  /** 2 when a second factor was proven in this session too, otherwise 1. */
  readonly assurance: Scalars['Int']['output'];
  /**
   * How the user signed in, by the names of RFC 8176: pwd for a password, otp for a code, mfa for several factors.
   * Empty when the server started the session.
   */
  readonly authMethods: ReadonlyArray<Scalars['String']['output']>;
  /** The user who signed in. */
  readonly user?: Maybe<User>;
  /** The time at which the session was ended; null while it is active, and when it has expired by itself. */
  readonly endedAt?: Maybe<Scalars['DateTime']['output']>;
  /**
   * Why the session was ended: LOGOUT, REVOKED, REFRESH_TOKEN_REUSED, or the action of the audit log that ended
   * it, for example user.disabled.
   */
  readonly endReason?: Maybe<Scalars['String']['output']>;
};

/** A session in a list. */
export type SessionEdge = {
  readonly __typename?: 'SessionEdge';
  /** The position of this edge in the list, for `after` and `before`. */
  readonly cursor: Scalars['String']['output'];
  /** The session. */
  readonly node: Session;
};

/** A page of sessions. */
export type SessionConnection = {
  readonly __typename?: 'SessionConnection';
  /** The sessions with their cursors. */
  readonly edges: ReadonlyArray<SessionEdge>;
  /** The sessions without their cursors. */
  readonly nodes: ReadonlyArray<Session>;
  /** The position of this page in the list. */
  readonly pageInfo: PageInfo;
  /**
   * The number of sessions that match the filter: exact up to 10,000, and above that an estimate of the database.
   * Counted only when this field is selected.
   */
  readonly totalCount: Scalars['Int']['output'];
  /** True when `totalCount` is an estimate. */
  readonly totalCountIsEstimate: Scalars['Boolean']['output'];
};

/**
 * Selects the sessions of a list. All given conditions must match. Sessions that ended or expired are removed
 * some time later.
 */
export type SessionFilter = {
  /** Matches sessions of this user. */
  readonly userId?: InputMaybe<Scalars['ID']['input']>;
  /** True matches active sessions, false those that have ended or expired. When omitted, both match. */
  readonly active?: InputMaybe<Scalars['Boolean']['input']>;
  /** Matches sessions last used from exactly this IP address, in any spelling. */
  readonly ipAddress?: InputMaybe<Scalars['String']['input']>;
  /** Matches sessions whose device name or User-Agent header contains this text, ignoring case. */
  readonly device?: InputMaybe<Scalars['String']['input']>;
};

/** The field by which a list of sessions is sorted. */
export type SessionOrderField =
  /** Sorts by the time of the login. */
  | 'CREATED_AT'
  /** Sorts by the time of the last use. */
  | 'LAST_USED_AT';

/** The sort order of a list of sessions. */
export type SessionOrder = {
  /** The field to sort by. */
  readonly field?: SessionOrderField;
  /** The direction to sort in. */
  readonly direction?: OrderDirection;
};

/** An access token and the refresh token that belongs to it. */
export type TokenPair = {
  readonly __typename?: 'TokenPair';
  /** A JWT access token (RFC 9068), to be sent as `Authorization: Bearer ...`. */
  readonly accessToken: Scalars['String']['output'];
  /** Always "Bearer". */
  readonly tokenType: Scalars['String']['output'];
  /** Seconds until the access token expires. */
  readonly expiresIn: Scalars['Int']['output'];
  /** The time at which the access token expires. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** The refresh token, valid for a single use. Null when it is delivered in a cookie. */
  readonly refreshToken?: Maybe<Scalars['String']['output']>;
  /** The time at which the refresh token expires unless it is used. */
  readonly refreshExpiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** The session that both tokens belong to. */
  readonly sessionId: Scalars['ID']['output'];
  /** The scopes granted to the access token. */
  readonly scope: ReadonlyArray<Scalars['String']['output']>;
};

/** How the refresh token is delivered to the client. */
export type TokenDelivery =
  /** In the response body. */
  | 'BODY'
  /**
   * In a cookie that scripts cannot read (__Host-, HttpOnly, SameSite=Strict), for pages of this server and of
   * the allowed origins.
   */
  | 'COOKIE';

/** The result of a token refresh. */
export type RefreshPayload = MutationPayload & {
  readonly __typename?: 'RefreshPayload';
  /** True exactly when `userErrors` is empty. */
  readonly ok: Scalars['Boolean']['output'];
  /** The new tokens; null when the operation was rejected. */
  readonly tokens?: Maybe<TokenPair>;
  /** The errors that the caller can act on, in the order of the input. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** The result of a logout. */
export type LogoutPayload = MutationPayload & {
  readonly __typename?: 'LogoutPayload';
  /** True exactly when `userErrors` is empty. */
  readonly ok: Scalars['Boolean']['output'];
  /** The number of sessions ended by this call; 0 when the session had already ended. */
  readonly revokedSessions: Scalars['Int']['output'];
  /** The errors that the caller can act on, in the order of the input. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** The result of revoking sessions. */
export type RevokeSessionsPayload = MutationPayload & {
  readonly __typename?: 'RevokeSessionsPayload';
  /** True exactly when `userErrors` is empty. */
  readonly ok: Scalars['Boolean']['output'];
  /** The number of sessions ended by this call. */
  readonly revokedSessions: Scalars['Int']['output'];
  /** The errors that the caller can act on, in the order of the input. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** The refresh token to exchange for new tokens. */
export type RefreshInput = {
  /** The refresh token of the latest TokenPair. Omit it when it is sent in the cookie. */
  readonly refreshToken?: InputMaybe<Scalars['String']['input']>;
  /** How the next refresh token is delivered. A token that was sent in a cookie is always replaced in the cookie. */
  readonly delivery?: InputMaybe<TokenDelivery>;
};

/** The sessions that a logout ends. */
export type LogoutScope =
  /** The session of the presented token. */
  | 'CURRENT'
  /** All sessions except the session of the presented token. */
  | 'OTHERS'
  /** All sessions. */
  | 'ALL';

/** The sessions to end. */
export type LogoutInput = {
  /**
   * The sessions to end. For OTHERS and ALL, a token with restricted scopes needs account:write, and a refresh
   * token must still be exchangeable.
   */
  readonly scope?: InputMaybe<LogoutScope>;
  /**
   * The refresh token, which allows a logout after the access token has expired. Omit it when it is sent in the
   * cookie. CURRENT and ALL clear the cookie.
   */
  readonly refreshToken?: InputMaybe<Scalars['String']['input']>;
};

/** The outcome of a login. */
export type LoginStatus =
  /** The login succeeded; `tokens` and `user` are set. */
  | 'COMPLETE'
  /** The password is correct, and a second factor is required: pass `mfaChallenge` to completeMfa. */
  | 'MFA_REQUIRED'
  /** The password is correct but must be changed first, using passwordChangeToken and resetPassword. */
  | 'PASSWORD_CHANGE_REQUIRED'
  /** The login failed; see `userErrors`. */
  | 'FAILED';

/** The result of a login. */
export type LoginPayload = MutationPayload & {
  readonly __typename?: 'LoginPayload';
  /** True exactly when `userErrors` is empty. */
  readonly ok: Scalars['Boolean']['output'];
  /** The outcome of the login. */
  readonly status: LoginStatus;
  /** Set exactly when `status` is COMPLETE. */
  readonly tokens?: Maybe<TokenPair>;
  /** Set exactly when `status` is COMPLETE. */
  readonly user?: Maybe<User>;
  /** Set exactly when `status` is MFA_REQUIRED. */
  readonly mfaChallenge?: Maybe<MfaChallenge>;
  /** Set when `status` is PASSWORD_CHANGE_REQUIRED. Pass it to resetPassword. */
  readonly passwordChangeToken?: Maybe<Scalars['String']['output']>;
  /** The errors that the caller can act on, in the order of the input. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** The credentials of a login. */
export type LoginInput = {
  /** The username or email address. */
  readonly username: Scalars['String']['input'];
  /** The password. */
  readonly password: Scalars['String']['input'];
  /** Restricts the token to these scopes. Each must be granted by the user's role. */
  readonly scope?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** How the refresh token is delivered. */
  readonly delivery?: InputMaybe<TokenDelivery>;
  /** The name of this device in the list of sessions. */
  readonly deviceName?: InputMaybe<Scalars['String']['input']>;
};

/**
 * What a login waits for. The challenge is valid for five minutes and five attempts, and only for the client (its
 * network and its User-Agent) that sent the password.
 */
export type MfaChallenge = {
  readonly __typename?: 'MfaChallenge';
  /** The secret of the challenge, for completeMfa. It grants nothing without a second factor. */
  readonly id: Scalars['ID']['output'];
  /** The methods of the user; one of them is enough. */
  readonly methods: ReadonlyArray<MfaMethod>;
  /** The time at which the challenge expires. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** The argument of PublicKeyCredential.parseRequestOptionsFromJSON; null for a user without a passkey. */
  readonly passkeyOptions?: Maybe<Scalars['JSONObject']['output']>;
};

/** The answer to the challenge of a login. */
export type CompleteMfaInput = {
  /** The id of the challenge. */
  readonly challengeId: Scalars['ID']['input'];
  /** The method that the answer uses. */
  readonly method: MfaMethod;
  /** The code of the authenticator app, or a recovery code. */
  readonly code?: InputMaybe<Scalars['String']['input']>;
  /** With the method PASSKEY: the credential that the browser returned for passkeyOptions, as its toJSON() has it. */
  readonly passkeyResponse?: InputMaybe<Scalars['JSONObject']['input']>;
  /** How the refresh token is delivered. */
  readonly delivery?: InputMaybe<TokenDelivery>;
};

/** The account to create. */
export type SignUpInput = {
  /** The username to sign in with. It must not contain an `@`. */
  readonly username: Scalars['String']['input'];
  /** The email address to sign in with. */
  readonly email: Scalars['String']['input'];
  /** The password. */
  readonly password: Scalars['String']['input'];
  /** The display name of the user. */
  readonly fullName?: InputMaybe<Scalars['String']['input']>;
  /** The preferred language, as a BCP 47 tag. */
  readonly locale?: InputMaybe<Scalars['String']['input']>;
  /** How the refresh token is delivered. */
  readonly delivery?: InputMaybe<TokenDelivery>;
};

/** The result of a sign-up. */
export type SignUpPayload = MutationPayload & {
  readonly __typename?: 'SignUpPayload';
  /** True exactly when `userErrors` is empty. */
  readonly ok: Scalars['Boolean']['output'];
  /**
   * True where users verify their email address: a mail was sent, with a link when the address was free. The
   * answer is the same when it was not.
   */
  readonly verificationRequired: Scalars['Boolean']['output'];
  /** The tokens of the new user; null when the operation was rejected, and when `verificationRequired` is true. */
  readonly tokens?: Maybe<TokenPair>;
  /** The new user; null when the operation was rejected, and when `verificationRequired` is true. */
  readonly user?: Maybe<User>;
  /** The errors that the caller can act on, in the order of the input. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** A change of the caller's own password. */
export type ChangePasswordInput = {
  /** The current password. */
  readonly currentPassword: Scalars['String']['input'];
  /** The new password. */
  readonly newPassword: Scalars['String']['input'];
  /** Whether to end all sessions of the user except the current one. */
  readonly revokeOtherSessions?: Scalars['Boolean']['input'];
};

/** A new password, authorized by a one-time token. */
export type ResetPasswordInput = {
  /** The one-time token from the link, or passwordChangeToken. */
  readonly token: Scalars['String']['input'];
  /** The new password. */
  readonly newPassword: Scalars['String']['input'];
};

/** How a second factor is proven. */
export type MfaMethod =
  /** A code of an authenticator app (RFC 6238). */
  | 'TOTP'
  /** A recovery code, for a user who has lost the second factor. Each can be used once. */
  | 'RECOVERY_CODE'
  /** A passkey (WebAuthn). */
  | 'PASSKEY';

/** An authenticator app that is being set up. The secret is returned only once. */
export type TotpEnrollment = {
  readonly __typename?: 'TotpEnrollment';
  /** The secret in base32, to be typed into an authenticator app. */
  readonly secret: Scalars['String']['output'];
  /** The same for a QR code. */
  readonly otpauthUri: Scalars['String']['output'];
  /** The time until which the enrolment can be confirmed. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** The id of the enrolment, for confirmTotp. */
  readonly enrollmentId: Scalars['ID']['output'];
};

/** The result of enrollTotp. */
export type EnrollTotpPayload = MutationPayload & {
  readonly __typename?: 'EnrollTotpPayload';
  /** True exactly when `userErrors` is empty. */
  readonly ok: Scalars['Boolean']['output'];
  /** The enrolment; null when the operation was rejected. */
  readonly enrollment?: Maybe<TotpEnrollment>;
  /** The errors that the caller can act on, in the order of the input. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** New recovery codes. */
export type RecoveryCodesPayload = MutationPayload & {
  readonly __typename?: 'RecoveryCodesPayload';
  /** True exactly when `userErrors` is empty. */
  readonly ok: Scalars['Boolean']['output'];
  /** The codes, returned only once; null when the operation was rejected. Earlier codes are no longer valid. */
  readonly recoveryCodes?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** The errors that the caller can act on, in the order of the input. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** A passkey of a user: a key on one of their devices, or synchronized between them. Contains no secret. */
export type Passkey = {
  readonly __typename?: 'Passkey';
  /** The immutable id of the passkey. */
  readonly id: Scalars['ID']['output'];
  /** The name that its owner gave it. */
  readonly name: Scalars['String']['output'];
  /** The time of the registration. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** The time at which it was last used; null when it was never used. */
  readonly lastUsedAt?: Maybe<Scalars['DateTime']['output']>;
  /** True when it is copied to other devices, for example by a password manager. */
  readonly backedUp: Scalars['Boolean']['output'];
};

/** A started registration of a passkey. */
export type PasskeyRegistrationPayload = MutationPayload & {
  readonly __typename?: 'PasskeyRegistrationPayload';
  /** True exactly when `userErrors` is empty. */
  readonly ok: Scalars['Boolean']['output'];
  /** To be passed to finishPasskeyRegistration within five minutes; null when the operation was rejected. */
  readonly registrationId?: Maybe<Scalars['ID']['output']>;
  /** The argument of PublicKeyCredential.parseCreationOptionsFromJSON; null when the operation was rejected. */
  readonly options?: Maybe<Scalars['JSONObject']['output']>;
  /** The errors that the caller can act on, in the order of the input. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** The response of the browser to a started registration. */
export type FinishPasskeyRegistrationInput = {
  /** The registrationId of startPasskeyRegistration. */
  readonly registrationId: Scalars['ID']['input'];
  /** The new credential: the result of its toJSON(). */
  readonly response: Scalars['JSONObject']['input'];
  /** A name for the list of passkeys, at most 100 characters. */
  readonly name?: InputMaybe<Scalars['String']['input']>;
};

/** The result of an operation on a passkey. */
export type PasskeyPayload = MutationPayload & {
  readonly __typename?: 'PasskeyPayload';
  /** True exactly when `userErrors` is empty. */
  readonly ok: Scalars['Boolean']['output'];
  /** The passkey; null when the operation was rejected. */
  readonly passkey?: Maybe<Passkey>;
  /** The errors that the caller can act on, in the order of the input. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** A started proof with a passkey. */
export type PasskeyLoginPayload = MutationPayload & {
  readonly __typename?: 'PasskeyLoginPayload';
  /** True exactly when `userErrors` is empty. */
  readonly ok: Scalars['Boolean']['output'];
  /** To be passed back within five minutes; null when the operation was rejected. */
  readonly challengeId?: Maybe<Scalars['ID']['output']>;
  /** The argument of PublicKeyCredential.parseRequestOptionsFromJSON; null when the operation was rejected. */
  readonly options?: Maybe<Scalars['JSONObject']['output']>;
  /** The errors that the caller can act on, in the order of the input. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** A sign-in with a passkey. */
export type FinishPasskeyLoginInput = {
  /** The challengeId of startPasskeyLogin. */
  readonly challengeId: Scalars['ID']['input'];
  /** The credential that the browser returned, as its toJSON() has it. */
  readonly response: Scalars['JSONObject']['input'];
  /** Restricts the token to these scopes. Each must be granted by the user's role. */
  readonly scope?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** How the refresh token is delivered. */
  readonly delivery?: InputMaybe<TokenDelivery>;
  /** The name of this device in the list of sessions. */
  readonly deviceName?: InputMaybe<Scalars['String']['input']>;
};

/** The response of the browser to a started proof. */
export type PasskeyProofInput = {
  /** The challengeId of startPasskeyReauthentication. */
  readonly challengeId: Scalars['ID']['input'];
  /** The credential that the browser returned, as its toJSON() has it. */
  readonly response: Scalars['JSONObject']['input'];
};

/** The account whose password is to be reset. */
export type RequestPasswordResetInput = {
  /** The email address of the account. */
  readonly email: Scalars['String']['input'];
  /** The key of a landing page that is configured on the server, to which the link leads. It is never a URL. */
  readonly target?: InputMaybe<Scalars['String']['input']>;
};

/** A change of the caller's own email address. */
export type RequestEmailChangeInput = {
  /** The new email address. */
  readonly newEmail: Scalars['String']['input'];
  /** The current password. */
  readonly password: Scalars['String']['input'];
  /** The key of a landing page that is configured on the server, to which the link leads. It is never a URL. */
  readonly target?: InputMaybe<Scalars['String']['input']>;
};

/** An invitation to accept. */
export type AcceptInvitationInput = {
  /** The one-time token from the link. */
  readonly token: Scalars['String']['input'];
  /** The new password. */
  readonly password: Scalars['String']['input'];
  /** The username. Required with the setup token of the first administrator and rejected with any other token. */
  readonly username?: InputMaybe<Scalars['String']['input']>;
  /**
   * The email address. Required with the setup token of the first administrator and rejected with any other
   * token.
   */
  readonly email?: InputMaybe<Scalars['String']['input']>;
  /** The display name of the user. */
  readonly fullName?: InputMaybe<Scalars['String']['input']>;
  /** How the refresh token is delivered. */
  readonly delivery?: InputMaybe<TokenDelivery>;
};

/** The status of a signing key. A key moves from one status to the next, by time or by command, and never back. */
export type SigningKeyStatus =
  /** The key is published, so that verifiers can load it before it signs. */
  | 'PENDING'
  /** The key signs access tokens. */
  | 'ACTIVE'
  /** The key no longer signs. It is accepted and published until the last token signed with it has expired. */
  | 'RETIRING'
  /** The key is rejected and no longer published, because it has expired or was revoked. */
  | 'REVOKED';

/**
 * A key that signs access tokens. The private key is never returned; the public keys are published at
 * /.well-known/jwks.json.
 */
export type SigningKey = {
  readonly __typename?: 'SigningKey';
  /** The id of the key in this API. */
  readonly id: Scalars['ID']['output'];
  /** The `kid` header parameter of tokens: the RFC 7638 thumbprint. */
  readonly kid: Scalars['String']['output'];
  /** The only algorithm that the key is used with: ES256, RS256 or PS256. */
  readonly algorithm: Scalars['String']['output'];
  /** The current status of the key. */
  readonly status: SigningKeyStatus;
  /** The time at which the key was created or imported. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** The time from which the key signs. */
  readonly activeFrom: Scalars['DateTime']['output'];
  /**
   * The time at which the key is removed from the published keys and rejected. Null while no other key is
   * scheduled to replace it.
   */
  readonly retireAt?: Maybe<Scalars['DateTime']['output']>;
  /** The time since which the key is rejected; null while it is accepted. */
  readonly revokedAt?: Maybe<Scalars['DateTime']['output']>;
};

/** The rotation of the signing key. */
export type RotateSigningKeyInput = {
  /** ES256, RS256 or PS256. When omitted, the configured algorithm is used, which defaults to ES256. */
  readonly algorithm?: InputMaybe<Scalars['String']['input']>;
  /**
   * Seconds for which the new key is published before it signs, at most 30 days. With 0, the key signs
   * immediately.
   */
  readonly publishFor?: InputMaybe<Scalars['Int']['input']>;
  /** The reason, for the audit log. */
  readonly reason: Scalars['String']['input'];
};

/** The result of a change to a signing key. */
export type SigningKeyPayload = MutationPayload & {
  readonly __typename?: 'SigningKeyPayload';
  /** True exactly when `userErrors` is empty. */
  readonly ok: Scalars['Boolean']['output'];
  /** The key after the change; null when the operation was rejected. */
  readonly signingKey?: Maybe<SigningKey>;
  /** The errors that the caller can act on, in the order of the input. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** The kind of actor that caused an audit event. */
export type ActorType =
  /** A signed-in user, or the user who signed in with this event. */
  | 'USER'
  /** The server itself. */
  | 'SYSTEM'
  /** The operator, on the command line. */
  | 'CLI'
  /** An unauthenticated client, for example in a failed login or when a one-time link is used. */
  | 'ANONYMOUS';

/** The outcome of the recorded operation. */
export type AuditOutcome =
  /** The operation succeeded. */
  | 'SUCCESS'
  /**
   * A login failed or was rejected because of too many failed attempts, or a link was requested for an address
   * that gets none.
   */
  | 'FAILURE'
  /** The authorization rules of this schema rejected the operation. */
  | 'DENIED';

/**
 * An audit event, recorded in the same transaction as the operation. Visible to ADMIN and to the user who is its
 * subject.
 */
export type AuditEvent = {
  readonly __typename?: 'AuditEvent';
  /** The id of the event. */
  readonly id: Scalars['ID']['output'];
  /** The position in the log, starting at 1 without gaps. */
  readonly sequence: Scalars['Int']['output'];
  /** The time of the event, by the clock of the server that processed the operation. */
  readonly occurredAt: Scalars['DateTime']['output'];
  /** The recorded operation, for example user.role-changed or login.failed. */
  readonly action: Scalars['String']['output'];
  /** The outcome of the recorded operation. */
  readonly outcome: AuditOutcome;
  /** The reason as entered by the actor; an error code for failed or rejected operations. */
  readonly reason?: Maybe<Scalars['String']['output']>;
  /** The kind of actor. */
  readonly actorType: ActorType;
  /**
   * The user who caused the event. Null when the actor is not a user, when the user was erased, and when the
   * caller may not see that user.
   */
  readonly actor?: Maybe<User>;
  /** The id of the user who caused the event, which remains after the user was erased. */
  readonly actorId?: Maybe<Scalars['ID']['output']>;
  /**
   * The user whom the event concerns. Null when it concerns no user or a name that does not exist, and when the
   * user was erased.
   */
  readonly subject?: Maybe<User>;
  /** The id of the user whom the event concerns, which remains after the user was erased. */
  readonly subjectId?: Maybe<Scalars['ID']['output']>;
  /** The type of the affected resource other than the user: session, signing-key or field. */
  readonly resourceType?: Maybe<Scalars['String']['output']>;
  /** The id of that resource. It is never a secret. */
  readonly resourceId?: Maybe<Scalars['ID']['output']>;
  /** The IP address of the request; null when no request caused the event. */
  readonly ipAddress?: Maybe<Scalars['String']['output']>;
  /** The User-Agent header of the client. */
  readonly userAgent?: Maybe<Scalars['String']['output']>;
  /**
   * The id of the request, equal to its X-Request-Id header and to the id in the server log. Generated when no
   * request caused the event.
   */
  readonly requestId: Scalars['String']['output'];
  /** The changed fields as {field: {from, to}}. Secrets are never included. */
  readonly changes?: Maybe<Scalars['JSONObject']['output']>;
  /**
   * The hash of the event in the chain, in hexadecimal: an HMAC over the event and the hash of the previous
   * event.
   */
  readonly hash: Scalars['String']['output'];
};

/** An audit event in a list. */
export type AuditEventEdge = {
  readonly __typename?: 'AuditEventEdge';
  /** The cursor of the event; pass it as `after`. */
  readonly cursor: Scalars['String']['output'];
  /** The event. */
  readonly node: AuditEvent;
};

/** A page of the audit log, newest first. */
export type AuditEventConnection = {
  readonly __typename?: 'AuditEventConnection';
  /** The events with their cursors. */
  readonly edges: ReadonlyArray<AuditEventEdge>;
  /** The events without their cursors. */
  readonly nodes: ReadonlyArray<AuditEvent>;
  /** The position of this page in the list. */
  readonly pageInfo: PageInfo;
};

/** Selects the events of a list. All given conditions must match. */
export type AuditFilter = {
  /** Matches events with one of these actions, at most 100. */
  readonly actions?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Matches events caused by this user. */
  readonly actorId?: InputMaybe<Scalars['ID']['input']>;
  /** Matches events that concern this user. */
  readonly subjectId?: InputMaybe<Scalars['ID']['input']>;
  /** Matches events with this outcome. */
  readonly outcome?: InputMaybe<AuditOutcome>;
  /** Matches events requested from exactly this IP address, in any spelling. */
  readonly ipAddress?: InputMaybe<Scalars['String']['input']>;
  /** Matches events in this time range. */
  readonly occurredAt?: InputMaybe<DateTimeRange>;
};

/** The result of verifying the whole audit log against its hash chain. */
export type AuditVerification = {
  readonly __typename?: 'AuditVerification';
  /** True when no event was altered and none is missing. */
  readonly valid: Scalars['Boolean']['output'];
  /** The number of events verified successfully, up to the first invalid one. */
  readonly checkedEvents: Scalars['Int']['output'];
  /** The number of events that were removed after their retention. They are not among the verified ones. */
  readonly removedEvents: Scalars['Int']['output'];
  /** The time of the newest removed event; null when none was removed. */
  readonly removedUntil?: Maybe<Scalars['DateTime']['output']>;
  /** The position of the first event that was changed, inserted, moved or removed; null when there is none. */
  readonly firstBadSequence?: Maybe<Scalars['Int']['output']>;
  /**
   * The hash of the newest event. When stored elsewhere, it later reveals whether the end of the log was
   * truncated.
   */
  readonly headHash: Scalars['String']['output'];
};

/** Whether a caller may access an element of the schema. */
export type PolicyVerdict =
  /** Always. */
  | 'ALLOW'
  /** Never. */
  | 'DENY'
  /** Under conditions, such as being the owner of the object or a recent authentication. */
  | 'DYNAMIC';

/** The access of one role to one element of the schema. */
export type PolicyCell = {
  readonly __typename?: 'PolicyCell';
  /** ANONYMOUS, or the name of a role. */
  readonly role: Scalars['String']['output'];
  /** The verdict for a caller with this role alone. */
  readonly verdict: PolicyVerdict;
  /** The conditions, with DYNAMIC, for example `owner id`. */
  readonly conditions: ReadonlyArray<Scalars['String']['output']>;
  /** The cell as `cordon policy matrix` prints it, for example `DYNAMIC(owner id)`. */
  readonly words: Scalars['String']['output'];
  /** The shortest path of fields that reaches the element. Null when none does. */
  readonly path?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
};

/** One element of the schema with the access of every role. */
export type PolicyRow = {
  readonly __typename?: 'PolicyRow';
  /** The coordinate of the element, for example `Query.users`. */
  readonly coordinate: Scalars['String']['output'];
  /** The cells in the order of the roles. */
  readonly cells: ReadonlyArray<PolicyCell>;
};

/** The access of every role to every field, and to every input, enum and scalar with a rule. */
export type PolicyMatrix = {
  readonly __typename?: 'PolicyMatrix';
  /** ANONYMOUS, then each role after the roles that it includes. */
  readonly roles: ReadonlyArray<Scalars['String']['output']>;
  /** The elements, sorted by coordinate. */
  readonly rows: ReadonlyArray<PolicyRow>;
};

/** Whether a condition holds for the caller that is explained. */
export type PolicyHolds =
  /** It holds. */
  | 'YES'
  /** It does not hold. */
  | 'NO'
  /** It depends on the object that is requested. */
  | 'DEPENDS';

/** One condition of a group. */
export type ExplainedCondition = {
  readonly __typename?: 'ExplainedCondition';
  /** The condition in words, for example `requires ADMIN`. */
  readonly condition: Scalars['String']['output'];
  /** Whether it holds. */
  readonly holds: PolicyHolds;
};

/** Conditions of a rule that must hold together. */
export type ExplainedGroup = {
  readonly __typename?: 'ExplainedGroup';
  /** Whether all conditions hold. */
  readonly holds: PolicyHolds;
  /** The conditions. */
  readonly conditions: ReadonlyArray<ExplainedCondition>;
};

/** A rule that applies to the element. At least one of its groups must hold. */
export type ExplainedRule = {
  readonly __typename?: 'ExplainedRule';
  /** The coordinate that the rule is written on. */
  readonly writtenOn: Scalars['String']['output'];
  /** The path of the given argument, for a rule of an argument. */
  readonly argumentPath?: Maybe<Scalars['String']['output']>;
  /** Whether at least one group holds. */
  readonly holds: PolicyHolds;
  /** The groups. */
  readonly groups: ReadonlyArray<ExplainedGroup>;
};

/** Why a user can or cannot access an element of the schema. All rules must hold. */
export type PolicyExplanation = {
  readonly __typename?: 'PolicyExplanation';
  /** The coordinate of the element. */
  readonly coordinate: Scalars['String']['output'];
  /** The verdict for the user right after signing in. */
  readonly verdict: PolicyVerdict;
  /** The error code of the refusal, with DENY. */
  readonly code?: Maybe<Scalars['String']['output']>;
  /** How a refusal is answered when it is not an error: NULL or FILTER. */
  readonly onDeny?: Maybe<Scalars['String']['output']>;
  /**
   * False for a user who is disabled, deleted or invited, or whose role is not declared. Such a user is
   * explained as an anonymous caller.
   */
  readonly signsIn: Scalars['Boolean']['output'];
  /** The rules that apply to the element; none when every caller that reaches it passes. */
  readonly rules: ReadonlyArray<ExplainedRule>;
  /** The explanation as `cordon policy explain` prints it. */
  readonly words: Scalars['String']['output'];
};

/** Whether a change of the rules gives or takes access. */
export type PolicyChangeKind =
  /** The role gains access. */
  | 'GAIN'
  /** The role loses access. */
  | 'LOSS';

/** An element to which a role gains or loses access. */
export type PolicyChange = {
  readonly __typename?: 'PolicyChange';
  /** The coordinate of the element. */
  readonly coordinate: Scalars['String']['output'];
  /** ANONYMOUS, the name of a role, or SEVERAL_ROLES for callers with several roles. */
  readonly role: Scalars['String']['output'];
  /** Whether access is gained or lost. */
  readonly kind: PolicyChangeKind;
  /** The change as a sentence. */
  readonly words: Scalars['String']['output'];
};

/** The differences between the rules of two schemas. */
export type PolicyDiff = {
  readonly __typename?: 'PolicyDiff';
  /** True when any role gains access; such a change needs a review. */
  readonly gains: Scalars['Boolean']['output'];
  /** The changes, sorted by coordinate. */
  readonly changes: ReadonlyArray<PolicyChange>;
};

/** Where the value of a variable comes from. */
export type ConfigurationSource =
  /** The variable, or the file .env in development. */
  | 'ENVIRONMENT'
  /** The file that the variable with the suffix _FILE names. */
  | 'FILE'
  /** The variable is not set. */
  | 'DEFAULT';

/** An environment variable with the value that this server uses. */
export type ConfigurationValue = {
  readonly __typename?: 'ConfigurationValue';
  /** The name of the variable. */
  readonly name: Scalars['String']['output'];
  /** What the variable is for. */
  readonly description: Scalars['String']['output'];
  /** The value in use. Null when there is none, and for secrets. */
  readonly value?: Maybe<Scalars['String']['output']>;
  /** True when the value is a secret, which is never returned. */
  readonly secret: Scalars['Boolean']['output'];
  /** Where the value comes from. */
  readonly source: ConfigurationSource;
  /** The default in this environment, in words; `required` when there is none. */
  readonly default: Scalars['String']['output'];
};

/** How many users there are, deleted ones excluded. */
export type UserCounts = {
  readonly __typename?: 'UserCounts';
  /** All users. */
  readonly total: Scalars['Int']['output'];
  /** Users who can sign in. */
  readonly active: Scalars['Int']['output'];
  /** Users who were invited and have not chosen a password yet. */
  readonly invited: Scalars['Int']['output'];
  /** Users who are disabled. */
  readonly disabled: Scalars['Int']['output'];
  /** Active users with the role ADMIN. */
  readonly administrators: Scalars['Int']['output'];
};

/** The events of one hour or one day. */
export type ActivityPoint = {
  readonly __typename?: 'ActivityPoint';
  /** The start of the hour or day (UTC). */
  readonly startsAt: Scalars['DateTime']['output'];
  /** The sessions that were started. */
  readonly signIns: Scalars['Int']['output'];
  /** The attempts to sign in that failed or were throttled. */
  readonly failures: Scalars['Int']['output'];
  /** The users who signed up. */
  readonly signUps: Scalars['Int']['output'];
  /** The requests of signed-in users that `@auth` refused. */
  readonly refusals: Scalars['Int']['output'];
};

/** An element of the schema, or a route, that was refused to signed-in users. */
export type RefusedElement = {
  readonly __typename?: 'RefusedElement';
  /** The coordinate of the element, for example `Query.users`, or the route. */
  readonly coordinate: Scalars['String']['output'];
  /** How often it was refused in 30 days; the same user is counted once a minute. */
  readonly count: Scalars['Int']['output'];
};

/** What an administrator should know about this server. */
export type ServerWarningCode =
  /** Users have roles that are not declared, and cannot sign in. */
  | 'UNDECLARED_ROLES'
  /** Only one administrator can sign in. */
  | 'ONE_ADMINISTRATOR'
  /** The last verification found that the audit log was changed. */
  | 'AUDIT_TAMPERED'
  /** The audit log was not verified in the last 30 days. */
  | 'AUDIT_NOT_VERIFIED'
  /** The signing key is older than 180 days. */
  | 'SIGNING_KEY_OLD'
  /** The previous master key is still configured. */
  | 'PREVIOUS_MASTER_KEY'
  /** The server runs in development mode. */
  | 'DEVELOPMENT_MODE'
  /** Introspection is on in production. */
  | 'INTROSPECTION_ON'
  /** Changes of other instances are not received at the moment. */
  | 'NOTIFICATIONS_DOWN';

/** A warning about this server. */
export type ServerWarning = {
  readonly __typename?: 'ServerWarning';
  /** The machine-readable code. */
  readonly code: ServerWarningCode;
  /** The warning in one sentence. */
  readonly message: Scalars['String']['output'];
  /** What to do. */
  readonly remedy: Scalars['String']['output'];
};

/** Figures and warnings about this server. */
export type Overview = {
  readonly __typename?: 'Overview';
  /** How many users there are. At most a minute old. */
  readonly users: UserCounts;
  /** The sessions that have neither ended nor expired. At most a minute old. */
  readonly activeSessions: Scalars['Int']['output'];
  /** The events of the last 24 hours, oldest first. */
  readonly hourly: ReadonlyArray<ActivityPoint>;
  /** The events of the last 30 days (UTC), oldest first. */
  readonly daily: ReadonlyArray<ActivityPoint>;
  /** What was refused most often in the last 30 days, at most 20 elements. */
  readonly refusals: ReadonlyArray<RefusedElement>;
  /** The key that signs access tokens. Null while no key of its own signs (HS256). */
  readonly activeKey?: Maybe<SigningKey>;
  /** The time of the last verification of the audit log; null when it was never verified. */
  readonly auditCheckedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Whether that verification found the log intact. */
  readonly auditValid?: Maybe<Scalars['Boolean']['output']>;
  /** What needs attention, including the warnings of `cordon doctor` that concern a running server. */
  readonly warnings: ReadonlyArray<ServerWarning>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;




/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  MutationPayload:
    | ( MutationResult<SimplePayload> )
    | ( MutationResult<Omit<UserPayload, 'user'> & { user?: Maybe<_RefType['User']> }> )
    | ( MutationResult<Omit<CreateUserPayload, 'user'> & { user?: Maybe<_RefType['User']> }> )
    | ( MutationResult<Omit<TempSecretPayload, 'user'> & { user?: Maybe<_RefType['User']> }> )
    | ( MutationResult<Omit<RefreshPayload, 'tokens'> & { tokens?: Maybe<_RefType['TokenPair']> }> )
    | ( MutationResult<LogoutPayload> )
    | ( MutationResult<RevokeSessionsPayload> )
    | ( MutationResult<Omit<LoginPayload, 'tokens' | 'user'> & { tokens?: Maybe<_RefType['TokenPair']>, user?: Maybe<_RefType['User']> }> )
    | ( MutationResult<Omit<SignUpPayload, 'tokens' | 'user'> & { tokens?: Maybe<_RefType['TokenPair']>, user?: Maybe<_RefType['User']> }> )
    | ( MutationResult<EnrollTotpPayload> )
    | ( MutationResult<RecoveryCodesPayload> )
    | ( MutationResult<PasskeyRegistrationPayload> )
    | ( MutationResult<Omit<PasskeyPayload, 'passkey'> & { passkey?: Maybe<_RefType['Passkey']> }> )
    | ( MutationResult<PasskeyLoginPayload> )
    | ( MutationResult<SigningKeyPayload> )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  LimitBucket: LimitBucket;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  JSONObject: ResolverTypeWrapper<Scalars['JSONObject']['output']>;
  Role: ResolverTypeWrapper<DomainRole>;
  OrderDirection: OrderDirection;
  ErrorCode: ErrorCode;
  UserError: ResolverTypeWrapper<UserError>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  MutationPayload: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['MutationPayload']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  SimplePayload: ResolverTypeWrapper<MutationResult<SimplePayload>>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  DateTimeRange: DateTimeRange;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  PasswordPolicy: ResolverTypeWrapper<PasswordPolicy>;
  ServerInfo: ResolverTypeWrapper<KnownServerInfo>;
  UserStatus: UserStatus;
  User: ResolverTypeWrapper<DomainUser>;
  UserEdge: ResolverTypeWrapper<Omit<UserEdge, 'node'> & { node: ResolversTypes['User'] }>;
  UserConnection: ResolverTypeWrapper<UserPage>;
  UserFilter: UserFilter;
  UserOrderField: UserOrderField;
  UserOrder: UserOrder;
  UserPayload: ResolverTypeWrapper<MutationResult<Omit<UserPayload, 'user'> & { user?: Maybe<ResolversTypes['User']> }>>;
  CreateUserPayload: ResolverTypeWrapper<MutationResult<Omit<CreateUserPayload, 'user'> & { user?: Maybe<ResolversTypes['User']> }>>;
  TempSecretPayload: ResolverTypeWrapper<MutationResult<Omit<TempSecretPayload, 'user'> & { user?: Maybe<ResolversTypes['User']> }>>;
  UpdateProfileInput: UpdateProfileInput;
  CreateUserInput: CreateUserInput;
  UpdateUserInput: UpdateUserInput;
  SetUserRoleInput: SetUserRoleInput;
  DisableUserInput: DisableUserInput;
  DeleteUserInput: DeleteUserInput;
  Session: ResolverTypeWrapper<DomainSession>;
  SessionEdge: ResolverTypeWrapper<Omit<SessionEdge, 'node'> & { node: ResolversTypes['Session'] }>;
  SessionConnection: ResolverTypeWrapper<SessionPage>;
  SessionFilter: SessionFilter;
  SessionOrderField: SessionOrderField;
  SessionOrder: SessionOrder;
  TokenPair: ResolverTypeWrapper<DeliveredTokens>;
  TokenDelivery: TokenDelivery;
  RefreshPayload: ResolverTypeWrapper<MutationResult<Omit<RefreshPayload, 'tokens'> & { tokens?: Maybe<ResolversTypes['TokenPair']> }>>;
  LogoutPayload: ResolverTypeWrapper<MutationResult<LogoutPayload>>;
  RevokeSessionsPayload: ResolverTypeWrapper<MutationResult<RevokeSessionsPayload>>;
  RefreshInput: RefreshInput;
  LogoutScope: LogoutScope;
  LogoutInput: LogoutInput;
  LoginStatus: LoginStatus;
  LoginPayload: ResolverTypeWrapper<MutationResult<Omit<LoginPayload, 'tokens' | 'user'> & { tokens?: Maybe<ResolversTypes['TokenPair']>, user?: Maybe<ResolversTypes['User']> }>>;
  LoginInput: LoginInput;
  MfaChallenge: ResolverTypeWrapper<MfaChallenge>;
  CompleteMfaInput: CompleteMfaInput;
  SignUpInput: SignUpInput;
  SignUpPayload: ResolverTypeWrapper<MutationResult<Omit<SignUpPayload, 'tokens' | 'user'> & { tokens?: Maybe<ResolversTypes['TokenPair']>, user?: Maybe<ResolversTypes['User']> }>>;
  ChangePasswordInput: ChangePasswordInput;
  ResetPasswordInput: ResetPasswordInput;
  MfaMethod: MfaMethod;
  TotpEnrollment: ResolverTypeWrapper<TotpEnrollment>;
  EnrollTotpPayload: ResolverTypeWrapper<MutationResult<EnrollTotpPayload>>;
  RecoveryCodesPayload: ResolverTypeWrapper<MutationResult<RecoveryCodesPayload>>;
  Passkey: ResolverTypeWrapper<DomainPasskey>;
  PasskeyRegistrationPayload: ResolverTypeWrapper<MutationResult<PasskeyRegistrationPayload>>;
  FinishPasskeyRegistrationInput: FinishPasskeyRegistrationInput;
  PasskeyPayload: ResolverTypeWrapper<MutationResult<Omit<PasskeyPayload, 'passkey'> & { passkey?: Maybe<ResolversTypes['Passkey']> }>>;
  PasskeyLoginPayload: ResolverTypeWrapper<MutationResult<PasskeyLoginPayload>>;
  FinishPasskeyLoginInput: FinishPasskeyLoginInput;
  PasskeyProofInput: PasskeyProofInput;
  RequestPasswordResetInput: RequestPasswordResetInput;
  RequestEmailChangeInput: RequestEmailChangeInput;
  AcceptInvitationInput: AcceptInvitationInput;
  SigningKeyStatus: SigningKeyStatus;
  SigningKey: ResolverTypeWrapper<SigningKey>;
  RotateSigningKeyInput: RotateSigningKeyInput;
  SigningKeyPayload: ResolverTypeWrapper<MutationResult<SigningKeyPayload>>;
  ActorType: ActorType;
  AuditOutcome: AuditOutcome;
  AuditEvent: ResolverTypeWrapper<ListedEvent>;
  AuditEventEdge: ResolverTypeWrapper<Omit<AuditEventEdge, 'node'> & { node: ResolversTypes['AuditEvent'] }>;
  AuditEventConnection: ResolverTypeWrapper<AuditPage>;
  AuditFilter: AuditFilter;
  AuditVerification: ResolverTypeWrapper<AuditVerification>;
  PolicyVerdict: PolicyVerdict;
  PolicyCell: ResolverTypeWrapper<PolicyCell>;
  PolicyRow: ResolverTypeWrapper<PolicyRow>;
  PolicyMatrix: ResolverTypeWrapper<PolicyMatrix>;
  PolicyHolds: PolicyHolds;
  ExplainedCondition: ResolverTypeWrapper<ExplainedCondition>;
  ExplainedGroup: ResolverTypeWrapper<ExplainedGroup>;
  ExplainedRule: ResolverTypeWrapper<ExplainedRule>;
  PolicyExplanation: ResolverTypeWrapper<PolicyExplanation>;
  PolicyChangeKind: PolicyChangeKind;
  PolicyChange: ResolverTypeWrapper<PolicyChange>;
  PolicyDiff: ResolverTypeWrapper<PolicyDiff>;
  ConfigurationSource: ConfigurationSource;
  ConfigurationValue: ResolverTypeWrapper<ConfigurationValue>;
  UserCounts: ResolverTypeWrapper<UserCounts>;
  ActivityPoint: ResolverTypeWrapper<ActivityPoint>;
  RefusedElement: ResolverTypeWrapper<RefusedElement>;
  ServerWarningCode: ServerWarningCode;
  ServerWarning: ResolverTypeWrapper<ServerWarning>;
  Overview: ResolverTypeWrapper<DomainOverview>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  DateTime: Scalars['DateTime']['output'];
  JSONObject: Scalars['JSONObject']['output'];
  UserError: UserError;
  String: Scalars['String']['output'];
  Int: Scalars['Int']['output'];
  MutationPayload: ResolversInterfaceTypes<ResolversParentTypes>['MutationPayload'];
  Boolean: Scalars['Boolean']['output'];
  SimplePayload: MutationResult<SimplePayload>;
  PageInfo: PageInfo;
  DateTimeRange: DateTimeRange;
  Query: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  Mutation: Record<PropertyKey, never>;
  Subscription: Record<PropertyKey, never>;
  PasswordPolicy: PasswordPolicy;
  ServerInfo: KnownServerInfo;
  User: DomainUser;
  UserEdge: Omit<UserEdge, 'node'> & { node: ResolversParentTypes['User'] };
  UserConnection: UserPage;
  UserFilter: UserFilter;
  UserOrder: UserOrder;
  UserPayload: MutationResult<Omit<UserPayload, 'user'> & { user?: Maybe<ResolversParentTypes['User']> }>;
  CreateUserPayload: MutationResult<Omit<CreateUserPayload, 'user'> & { user?: Maybe<ResolversParentTypes['User']> }>;
  TempSecretPayload: MutationResult<Omit<TempSecretPayload, 'user'> & { user?: Maybe<ResolversParentTypes['User']> }>;
  UpdateProfileInput: UpdateProfileInput;
  CreateUserInput: CreateUserInput;
  UpdateUserInput: UpdateUserInput;
  SetUserRoleInput: SetUserRoleInput;
  DisableUserInput: DisableUserInput;
  DeleteUserInput: DeleteUserInput;
  Session: DomainSession;
  SessionEdge: Omit<SessionEdge, 'node'> & { node: ResolversParentTypes['Session'] };
  SessionConnection: SessionPage;
  SessionFilter: SessionFilter;
  SessionOrder: SessionOrder;
  TokenPair: DeliveredTokens;
  RefreshPayload: MutationResult<Omit<RefreshPayload, 'tokens'> & { tokens?: Maybe<ResolversParentTypes['TokenPair']> }>;
  LogoutPayload: MutationResult<LogoutPayload>;
  RevokeSessionsPayload: MutationResult<RevokeSessionsPayload>;
  RefreshInput: RefreshInput;
  LogoutInput: LogoutInput;
  LoginPayload: MutationResult<Omit<LoginPayload, 'tokens' | 'user'> & { tokens?: Maybe<ResolversParentTypes['TokenPair']>, user?: Maybe<ResolversParentTypes['User']> }>;
  LoginInput: LoginInput;
  MfaChallenge: MfaChallenge;
  CompleteMfaInput: CompleteMfaInput;
  SignUpInput: SignUpInput;
  SignUpPayload: MutationResult<Omit<SignUpPayload, 'tokens' | 'user'> & { tokens?: Maybe<ResolversParentTypes['TokenPair']>, user?: Maybe<ResolversParentTypes['User']> }>;
  ChangePasswordInput: ChangePasswordInput;
  ResetPasswordInput: ResetPasswordInput;
  TotpEnrollment: TotpEnrollment;
  EnrollTotpPayload: MutationResult<EnrollTotpPayload>;
  RecoveryCodesPayload: MutationResult<RecoveryCodesPayload>;
  Passkey: DomainPasskey;
  PasskeyRegistrationPayload: MutationResult<PasskeyRegistrationPayload>;
  FinishPasskeyRegistrationInput: FinishPasskeyRegistrationInput;
  PasskeyPayload: MutationResult<Omit<PasskeyPayload, 'passkey'> & { passkey?: Maybe<ResolversParentTypes['Passkey']> }>;
  PasskeyLoginPayload: MutationResult<PasskeyLoginPayload>;
  FinishPasskeyLoginInput: FinishPasskeyLoginInput;
  PasskeyProofInput: PasskeyProofInput;
  RequestPasswordResetInput: RequestPasswordResetInput;
  RequestEmailChangeInput: RequestEmailChangeInput;
  AcceptInvitationInput: AcceptInvitationInput;
  SigningKey: SigningKey;
  RotateSigningKeyInput: RotateSigningKeyInput;
  SigningKeyPayload: MutationResult<SigningKeyPayload>;
  AuditEvent: ListedEvent;
  AuditEventEdge: Omit<AuditEventEdge, 'node'> & { node: ResolversParentTypes['AuditEvent'] };
  AuditEventConnection: AuditPage;
  AuditFilter: AuditFilter;
  AuditVerification: AuditVerification;
  PolicyCell: PolicyCell;
  PolicyRow: PolicyRow;
  PolicyMatrix: PolicyMatrix;
  ExplainedCondition: ExplainedCondition;
  ExplainedGroup: ExplainedGroup;
  ExplainedRule: ExplainedRule;
  PolicyExplanation: PolicyExplanation;
  PolicyChange: PolicyChange;
  PolicyDiff: PolicyDiff;
  ConfigurationValue: ConfigurationValue;
  UserCounts: UserCounts;
  ActivityPoint: ActivityPoint;
  RefusedElement: RefusedElement;
  ServerWarning: ServerWarning;
  Overview: DomainOverview;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface JsonObjectScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSONObject'], any> {
  name: 'JSONObject';
}

export type RoleResolvers = EnumResolverSignature<{ USER?: any, SUPPORT?: any, ADMIN?: any }, ResolversTypes['Role']>;

export type UserErrorResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  code?: Resolver<ResolversTypes['ErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  retryAfter?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  params?: Resolver<Maybe<ResolversTypes['JSONObject']>, ParentType, ContextType>;
};

export type MutationPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MutationPayload'] = ResolversParentTypes['MutationPayload']> = {
  __resolveType: TypeResolveFn<'SimplePayload' | 'UserPayload' | 'CreateUserPayload' | 'TempSecretPayload' | 'RefreshPayload' | 'LogoutPayload' | 'RevokeSessionsPayload' | 'LoginPayload' | 'SignUpPayload' | 'EnrollTotpPayload' | 'RecoveryCodesPayload' | 'PasskeyRegistrationPayload' | 'PasskeyPayload' | 'PasskeyLoginPayload' | 'SigningKeyPayload', ParentType, ContextType>;
};

export type SimplePayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SimplePayload'] = ResolversParentTypes['SimplePayload']> = {
  ok?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  server?: Resolver<ResolversTypes['ServerInfo'], ParentType, ContextType>;
  me?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  users?: Resolver<ResolversTypes['UserConnection'], ParentType, ContextType, Partial<QueryUsersArgs>>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, Partial<QueryUserArgs>>;
  mySessions?: Resolver<ReadonlyArray<ResolversTypes['Session']>, ParentType, ContextType>;
  mySession?: Resolver<Maybe<ResolversTypes['Session']>, ParentType, ContextType>;
  sessions?: Resolver<ResolversTypes['SessionConnection'], ParentType, ContextType, Partial<QuerySessionsArgs>>;
  myDataExport?: Resolver<ResolversTypes['JSONObject'], ParentType, ContextType>;
  myPasskeys?: Resolver<ReadonlyArray<ResolversTypes['Passkey']>, ParentType, ContextType>;
  signingKeys?: Resolver<ReadonlyArray<ResolversTypes['SigningKey']>, ParentType, ContextType>;
  auditEvents?: Resolver<ResolversTypes['AuditEventConnection'], ParentType, ContextType, RequireFields<QueryAuditEventsArgs, 'first'>>;
  auditVerification?: Resolver<ResolversTypes['AuditVerification'], ParentType, ContextType>;
  policyMatrix?: Resolver<ResolversTypes['PolicyMatrix'], ParentType, ContextType>;
  explainPolicy?: Resolver<Maybe<ResolversTypes['PolicyExplanation']>, ParentType, ContextType, RequireFields<QueryExplainPolicyArgs, 'userId' | 'coordinate'>>;
  policyDiff?: Resolver<ResolversTypes['PolicyDiff'], ParentType, ContextType, RequireFields<QueryPolicyDiffArgs, 'after'>>;
  effectiveConfiguration?: Resolver<ReadonlyArray<ResolversTypes['ConfigurationValue']>, ParentType, ContextType>;
  overview?: Resolver<ResolversTypes['Overview'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  updateProfile?: Resolver<ResolversTypes['UserPayload'], ParentType, ContextType, RequireFields<MutationUpdateProfileArgs, 'input'>>;
  createUser?: Resolver<ResolversTypes['CreateUserPayload'], ParentType, ContextType, RequireFields<MutationCreateUserArgs, 'input'>>;
  updateUser?: Resolver<ResolversTypes['UserPayload'], ParentType, ContextType, RequireFields<MutationUpdateUserArgs, 'input'>>;
  setUserRole?: Resolver<ResolversTypes['UserPayload'], ParentType, ContextType, RequireFields<MutationSetUserRoleArgs, 'input'>>;
  disableUser?: Resolver<ResolversTypes['UserPayload'], ParentType, ContextType, RequireFields<MutationDisableUserArgs, 'input'>>;
  enableUser?: Resolver<ResolversTypes['UserPayload'], ParentType, ContextType, RequireFields<MutationEnableUserArgs, 'id'>>;
  unlockUser?: Resolver<ResolversTypes['UserPayload'], ParentType, ContextType, RequireFields<MutationUnlockUserArgs, 'id'>>;
  deleteUser?: Resolver<ResolversTypes['UserPayload'], ParentType, ContextType, RequireFields<MutationDeleteUserArgs, 'input'>>;
  resetUserPassword?: Resolver<ResolversTypes['TempSecretPayload'], ParentType, ContextType, RequireFields<MutationResetUserPasswordArgs, 'id' | 'sendMail'>>;
  refreshToken?: Resolver<ResolversTypes['RefreshPayload'], ParentType, ContextType, RequireFields<MutationRefreshTokenArgs, 'input'>>;
  logout?: Resolver<ResolversTypes['LogoutPayload'], ParentType, ContextType, Partial<MutationLogoutArgs>>;
  revokeSession?: Resolver<ResolversTypes['SimplePayload'], ParentType, ContextType, RequireFields<MutationRevokeSessionArgs, 'id'>>;
  revokeUserSessions?: Resolver<ResolversTypes['RevokeSessionsPayload'], ParentType, ContextType, RequireFields<MutationRevokeUserSessionsArgs, 'userId'>>;
  endAllSessions?: Resolver<ResolversTypes['RevokeSessionsPayload'], ParentType, ContextType, RequireFields<MutationEndAllSessionsArgs, 'reason'>>;
  login?: Resolver<ResolversTypes['LoginPayload'], ParentType, ContextType, RequireFields<MutationLoginArgs, 'input'>>;
  completeMfa?: Resolver<ResolversTypes['LoginPayload'], ParentType, ContextType, RequireFields<MutationCompleteMfaArgs, 'input'>>;
  signUp?: Resolver<ResolversTypes['SignUpPayload'], ParentType, ContextType, RequireFields<MutationSignUpArgs, 'input'>>;
  reauthenticate?: Resolver<ResolversTypes['SimplePayload'], ParentType, ContextType, Partial<MutationReauthenticateArgs>>;
  changePassword?: Resolver<ResolversTypes['RevokeSessionsPayload'], ParentType, ContextType, RequireFields<MutationChangePasswordArgs, 'input'>>;
  requestEmailChange?: Resolver<ResolversTypes['SimplePayload'], ParentType, ContextType, RequireFields<MutationRequestEmailChangeArgs, 'input'>>;
  deleteMyAccount?: Resolver<ResolversTypes['SimplePayload'], ParentType, ContextType, RequireFields<MutationDeleteMyAccountArgs, 'password'>>;
  resetPassword?: Resolver<ResolversTypes['SimplePayload'], ParentType, ContextType, RequireFields<MutationResetPasswordArgs, 'input'>>;
  enrollTotp?: Resolver<ResolversTypes['EnrollTotpPayload'], ParentType, ContextType>;
  confirmTotp?: Resolver<ResolversTypes['RecoveryCodesPayload'], ParentType, ContextType, RequireFields<MutationConfirmTotpArgs, 'enrollmentId' | 'code'>>;
  disableTotp?: Resolver<ResolversTypes['SimplePayload'], ParentType, ContextType, RequireFields<MutationDisableTotpArgs, 'code'>>;
  regenerateRecoveryCodes?: Resolver<ResolversTypes['RecoveryCodesPayload'], ParentType, ContextType>;
  resetUserMfa?: Resolver<ResolversTypes['UserPayload'], ParentType, ContextType, RequireFields<MutationResetUserMfaArgs, 'id' | 'reason'>>;
  startPasskeyRegistration?: Resolver<ResolversTypes['PasskeyRegistrationPayload'], ParentType, ContextType>;
  finishPasskeyRegistration?: Resolver<ResolversTypes['PasskeyPayload'], ParentType, ContextType, RequireFields<MutationFinishPasskeyRegistrationArgs, 'input'>>;
  renamePasskey?: Resolver<ResolversTypes['PasskeyPayload'], ParentType, ContextType, RequireFields<MutationRenamePasskeyArgs, 'id' | 'name'>>;
  removePasskey?: Resolver<ResolversTypes['SimplePayload'], ParentType, ContextType, RequireFields<MutationRemovePasskeyArgs, 'id'>>;
  startPasskeyLogin?: Resolver<ResolversTypes['PasskeyLoginPayload'], ParentType, ContextType>;
  finishPasskeyLogin?: Resolver<ResolversTypes['LoginPayload'], ParentType, ContextType, RequireFields<MutationFinishPasskeyLoginArgs, 'input'>>;
  startPasskeyReauthentication?: Resolver<ResolversTypes['PasskeyLoginPayload'], ParentType, ContextType>;
  requestEmailVerification?: Resolver<ResolversTypes['SimplePayload'], ParentType, ContextType, RequireFields<MutationRequestEmailVerificationArgs, 'email'>>;
  verifyEmail?: Resolver<ResolversTypes['SimplePayload'], ParentType, ContextType, RequireFields<MutationVerifyEmailArgs, 'token'>>;
  requestPasswordReset?: Resolver<ResolversTypes['SimplePayload'], ParentType, ContextType, RequireFields<MutationRequestPasswordResetArgs, 'input'>>;
  confirmEmailChange?: Resolver<ResolversTypes['UserPayload'], ParentType, ContextType, RequireFields<MutationConfirmEmailChangeArgs, 'token'>>;
  sendTestMail?: Resolver<ResolversTypes['SimplePayload'], ParentType, ContextType>;
  undoEmailChange?: Resolver<ResolversTypes['SimplePayload'], ParentType, ContextType, RequireFields<MutationUndoEmailChangeArgs, 'token'>>;
  acceptInvitation?: Resolver<ResolversTypes['LoginPayload'], ParentType, ContextType, RequireFields<MutationAcceptInvitationArgs, 'input'>>;
  rotateSigningKey?: Resolver<ResolversTypes['SigningKeyPayload'], ParentType, ContextType, RequireFields<MutationRotateSigningKeyArgs, 'input'>>;
  revokeSigningKey?: Resolver<ResolversTypes['SigningKeyPayload'], ParentType, ContextType, RequireFields<MutationRevokeSigningKeyArgs, 'kid' | 'reason'>>;
};

export type SubscriptionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  userChanged?: SubscriptionResolver<ResolversTypes['User'], "userChanged", ParentType, ContextType, Partial<SubscriptionUserChangedArgs>>;
  auditEventAdded?: SubscriptionResolver<ResolversTypes['AuditEvent'], "auditEventAdded", ParentType, ContextType, Partial<SubscriptionAuditEventAddedArgs>>;
};

export type PasswordPolicyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PasswordPolicy'] = ResolversParentTypes['PasswordPolicy']> = {
  minLength?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  maxLength?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  rejectsCompromised?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  historySize?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ServerInfoResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ServerInfo'] = ResolversParentTypes['ServerInfo']> = {
  version?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  issuer?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  signupEnabled?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  mailEnabled?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  mfaMethods?: Resolver<ReadonlyArray<ResolversTypes['MfaMethod']>, ParentType, ContextType>;
  emailVerificationRequired?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  passwordPolicy?: Resolver<ResolversTypes['PasswordPolicy'], ParentType, ContextType>;
  accessTokenTtl?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  refreshTokenTtl?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  setupRequired?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type UserResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  username?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  email?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  emailVerified?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  fullName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  role?: Resolver<ResolversTypes['Role'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['UserStatus'], ParentType, ContextType>;
  disabled?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  disabledReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  disabledUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  locale?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasPassword?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  passwordChangedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  lastLoginAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  permissions?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  metadata?: Resolver<Maybe<ResolversTypes['JSONObject']>, ParentType, ContextType>;
  sessions?: Resolver<ReadonlyArray<ResolversTypes['Session']>, ParentType, ContextType>;
  mfaMethods?: Resolver<ReadonlyArray<ResolversTypes['MfaMethod']>, ParentType, ContextType>;
  securityEvents?: Resolver<ResolversTypes['AuditEventConnection'], ParentType, ContextType, RequireFields<UserSecurityEventsArgs, 'first'>>;
};

export type UserEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UserEdge'] = ResolversParentTypes['UserEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type UserConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UserConnection'] = ResolversParentTypes['UserConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['UserEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['User']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  totalCountIsEstimate?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type UserPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UserPayload'] = ResolversParentTypes['UserPayload']> = {
  ok?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CreateUserPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CreateUserPayload'] = ResolversParentTypes['CreateUserPayload']> = {
  ok?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  invitationLink?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TempSecretPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['TempSecretPayload'] = ResolversParentTypes['TempSecretPayload']> = {
  ok?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  link?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SessionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Session'] = ResolversParentTypes['Session']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  current?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  lastUsedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  absoluteExpiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  ipAddress?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userAgent?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  deviceName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  authenticatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  assurance?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  authMethods?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  endedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  endReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type SessionEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SessionEdge'] = ResolversParentTypes['SessionEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Session'], ParentType, ContextType>;
};

export type SessionConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SessionConnection'] = ResolversParentTypes['SessionConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['SessionEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Session']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  totalCountIsEstimate?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type TokenPairResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['TokenPair'] = ResolversParentTypes['TokenPair']> = {
  accessToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  tokenType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresIn?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  refreshToken?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  refreshExpiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  sessionId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  scope?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type RefreshPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RefreshPayload'] = ResolversParentTypes['RefreshPayload']> = {
  ok?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  tokens?: Resolver<Maybe<ResolversTypes['TokenPair']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type LogoutPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LogoutPayload'] = ResolversParentTypes['LogoutPayload']> = {
  ok?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  revokedSessions?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RevokeSessionsPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RevokeSessionsPayload'] = ResolversParentTypes['RevokeSessionsPayload']> = {
  ok?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  revokedSessions?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type LoginPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LoginPayload'] = ResolversParentTypes['LoginPayload']> = {
  ok?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['LoginStatus'], ParentType, ContextType>;
  tokens?: Resolver<Maybe<ResolversTypes['TokenPair']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  mfaChallenge?: Resolver<Maybe<ResolversTypes['MfaChallenge']>, ParentType, ContextType>;
  passwordChangeToken?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MfaChallengeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MfaChallenge'] = ResolversParentTypes['MfaChallenge']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  methods?: Resolver<ReadonlyArray<ResolversTypes['MfaMethod']>, ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  passkeyOptions?: Resolver<Maybe<ResolversTypes['JSONObject']>, ParentType, ContextType>;
};

export type SignUpPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SignUpPayload'] = ResolversParentTypes['SignUpPayload']> = {
  ok?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  verificationRequired?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  tokens?: Resolver<Maybe<ResolversTypes['TokenPair']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TotpEnrollmentResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['TotpEnrollment'] = ResolversParentTypes['TotpEnrollment']> = {
  secret?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  otpauthUri?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  enrollmentId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type EnrollTotpPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EnrollTotpPayload'] = ResolversParentTypes['EnrollTotpPayload']> = {
  ok?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  enrollment?: Resolver<Maybe<ResolversTypes['TotpEnrollment']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RecoveryCodesPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RecoveryCodesPayload'] = ResolversParentTypes['RecoveryCodesPayload']> = {
  ok?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  recoveryCodes?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PasskeyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Passkey'] = ResolversParentTypes['Passkey']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  lastUsedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  backedUp?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type PasskeyRegistrationPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PasskeyRegistrationPayload'] = ResolversParentTypes['PasskeyRegistrationPayload']> = {
  ok?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  registrationId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  options?: Resolver<Maybe<ResolversTypes['JSONObject']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PasskeyPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PasskeyPayload'] = ResolversParentTypes['PasskeyPayload']> = {
  ok?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  passkey?: Resolver<Maybe<ResolversTypes['Passkey']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PasskeyLoginPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PasskeyLoginPayload'] = ResolversParentTypes['PasskeyLoginPayload']> = {
  ok?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  challengeId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  options?: Resolver<Maybe<ResolversTypes['JSONObject']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SigningKeyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SigningKey'] = ResolversParentTypes['SigningKey']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kid?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  algorithm?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['SigningKeyStatus'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  activeFrom?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  retireAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  revokedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type SigningKeyPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SigningKeyPayload'] = ResolversParentTypes['SigningKeyPayload']> = {
  ok?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  signingKey?: Resolver<Maybe<ResolversTypes['SigningKey']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AuditEventResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AuditEvent'] = ResolversParentTypes['AuditEvent']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  action?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['AuditOutcome'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  actorType?: Resolver<ResolversTypes['ActorType'], ParentType, ContextType>;
  actor?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  actorId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  subject?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  subjectId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  resourceType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resourceId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  ipAddress?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userAgent?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  requestId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  changes?: Resolver<Maybe<ResolversTypes['JSONObject']>, ParentType, ContextType>;
  hash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type AuditEventEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AuditEventEdge'] = ResolversParentTypes['AuditEventEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['AuditEvent'], ParentType, ContextType>;
};

export type AuditEventConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AuditEventConnection'] = ResolversParentTypes['AuditEventConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['AuditEventEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['AuditEvent']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AuditVerificationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AuditVerification'] = ResolversParentTypes['AuditVerification']> = {
  valid?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  checkedEvents?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  removedEvents?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  removedUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  firstBadSequence?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  headHash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PolicyCellResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PolicyCell'] = ResolversParentTypes['PolicyCell']> = {
  role?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  verdict?: Resolver<ResolversTypes['PolicyVerdict'], ParentType, ContextType>;
  conditions?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  words?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
};

export type PolicyRowResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PolicyRow'] = ResolversParentTypes['PolicyRow']> = {
  coordinate?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  cells?: Resolver<ReadonlyArray<ResolversTypes['PolicyCell']>, ParentType, ContextType>;
};

export type PolicyMatrixResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PolicyMatrix'] = ResolversParentTypes['PolicyMatrix']> = {
  roles?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  rows?: Resolver<ReadonlyArray<ResolversTypes['PolicyRow']>, ParentType, ContextType>;
};

export type ExplainedConditionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ExplainedCondition'] = ResolversParentTypes['ExplainedCondition']> = {
  condition?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  holds?: Resolver<ResolversTypes['PolicyHolds'], ParentType, ContextType>;
};

export type ExplainedGroupResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ExplainedGroup'] = ResolversParentTypes['ExplainedGroup']> = {
  holds?: Resolver<ResolversTypes['PolicyHolds'], ParentType, ContextType>;
  conditions?: Resolver<ReadonlyArray<ResolversTypes['ExplainedCondition']>, ParentType, ContextType>;
};

export type ExplainedRuleResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ExplainedRule'] = ResolversParentTypes['ExplainedRule']> = {
  writtenOn?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  argumentPath?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  holds?: Resolver<ResolversTypes['PolicyHolds'], ParentType, ContextType>;
  groups?: Resolver<ReadonlyArray<ResolversTypes['ExplainedGroup']>, ParentType, ContextType>;
};

export type PolicyExplanationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PolicyExplanation'] = ResolversParentTypes['PolicyExplanation']> = {
  coordinate?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  verdict?: Resolver<ResolversTypes['PolicyVerdict'], ParentType, ContextType>;
  code?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  onDeny?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  signsIn?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  rules?: Resolver<ReadonlyArray<ResolversTypes['ExplainedRule']>, ParentType, ContextType>;
  words?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PolicyChangeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PolicyChange'] = ResolversParentTypes['PolicyChange']> = {
  coordinate?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  role?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['PolicyChangeKind'], ParentType, ContextType>;
  words?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PolicyDiffResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PolicyDiff'] = ResolversParentTypes['PolicyDiff']> = {
  gains?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  changes?: Resolver<ReadonlyArray<ResolversTypes['PolicyChange']>, ParentType, ContextType>;
};

export type ConfigurationValueResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ConfigurationValue'] = ResolversParentTypes['ConfigurationValue']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  description?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  secret?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  source?: Resolver<ResolversTypes['ConfigurationSource'], ParentType, ContextType>;
  default?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type UserCountsResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UserCounts'] = ResolversParentTypes['UserCounts']> = {
  total?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  active?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  invited?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  disabled?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  administrators?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ActivityPointResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ActivityPoint'] = ResolversParentTypes['ActivityPoint']> = {
  startsAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  signIns?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  failures?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  signUps?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  refusals?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type RefusedElementResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RefusedElement'] = ResolversParentTypes['RefusedElement']> = {
  coordinate?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ServerWarningResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ServerWarning'] = ResolversParentTypes['ServerWarning']> = {
  code?: Resolver<ResolversTypes['ServerWarningCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  remedy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type OverviewResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Overview'] = ResolversParentTypes['Overview']> = {
  users?: Resolver<ResolversTypes['UserCounts'], ParentType, ContextType>;
  activeSessions?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  hourly?: Resolver<ReadonlyArray<ResolversTypes['ActivityPoint']>, ParentType, ContextType>;
  daily?: Resolver<ReadonlyArray<ResolversTypes['ActivityPoint']>, ParentType, ContextType>;
  refusals?: Resolver<ReadonlyArray<ResolversTypes['RefusedElement']>, ParentType, ContextType>;
  activeKey?: Resolver<Maybe<ResolversTypes['SigningKey']>, ParentType, ContextType>;
  auditCheckedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  auditValid?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  warnings?: Resolver<ReadonlyArray<ResolversTypes['ServerWarning']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = RequestContext> = {
  DateTime?: GraphQLScalarType;
  JSONObject?: GraphQLScalarType;
  Role?: RoleResolvers;
  UserError?: UserErrorResolvers<ContextType>;
  MutationPayload?: MutationPayloadResolvers<ContextType>;
  SimplePayload?: SimplePayloadResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  PasswordPolicy?: PasswordPolicyResolvers<ContextType>;
  ServerInfo?: ServerInfoResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserEdge?: UserEdgeResolvers<ContextType>;
  UserConnection?: UserConnectionResolvers<ContextType>;
  UserPayload?: UserPayloadResolvers<ContextType>;
  CreateUserPayload?: CreateUserPayloadResolvers<ContextType>;
  TempSecretPayload?: TempSecretPayloadResolvers<ContextType>;
  Session?: SessionResolvers<ContextType>;
  SessionEdge?: SessionEdgeResolvers<ContextType>;
  SessionConnection?: SessionConnectionResolvers<ContextType>;
  TokenPair?: TokenPairResolvers<ContextType>;
  RefreshPayload?: RefreshPayloadResolvers<ContextType>;
  LogoutPayload?: LogoutPayloadResolvers<ContextType>;
  RevokeSessionsPayload?: RevokeSessionsPayloadResolvers<ContextType>;
  LoginPayload?: LoginPayloadResolvers<ContextType>;
  MfaChallenge?: MfaChallengeResolvers<ContextType>;
  SignUpPayload?: SignUpPayloadResolvers<ContextType>;
  TotpEnrollment?: TotpEnrollmentResolvers<ContextType>;
  EnrollTotpPayload?: EnrollTotpPayloadResolvers<ContextType>;
  RecoveryCodesPayload?: RecoveryCodesPayloadResolvers<ContextType>;
  Passkey?: PasskeyResolvers<ContextType>;
  PasskeyRegistrationPayload?: PasskeyRegistrationPayloadResolvers<ContextType>;
  PasskeyPayload?: PasskeyPayloadResolvers<ContextType>;
  PasskeyLoginPayload?: PasskeyLoginPayloadResolvers<ContextType>;
  SigningKey?: SigningKeyResolvers<ContextType>;
  SigningKeyPayload?: SigningKeyPayloadResolvers<ContextType>;
  AuditEvent?: AuditEventResolvers<ContextType>;
  AuditEventEdge?: AuditEventEdgeResolvers<ContextType>;
  AuditEventConnection?: AuditEventConnectionResolvers<ContextType>;
  AuditVerification?: AuditVerificationResolvers<ContextType>;
  PolicyCell?: PolicyCellResolvers<ContextType>;
  PolicyRow?: PolicyRowResolvers<ContextType>;
  PolicyMatrix?: PolicyMatrixResolvers<ContextType>;
  ExplainedCondition?: ExplainedConditionResolvers<ContextType>;
  ExplainedGroup?: ExplainedGroupResolvers<ContextType>;
  ExplainedRule?: ExplainedRuleResolvers<ContextType>;
  PolicyExplanation?: PolicyExplanationResolvers<ContextType>;
  PolicyChange?: PolicyChangeResolvers<ContextType>;
  PolicyDiff?: PolicyDiffResolvers<ContextType>;
  ConfigurationValue?: ConfigurationValueResolvers<ContextType>;
  UserCounts?: UserCountsResolvers<ContextType>;
  ActivityPoint?: ActivityPointResolvers<ContextType>;
  RefusedElement?: RefusedElementResolvers<ContextType>;
  ServerWarning?: ServerWarningResolvers<ContextType>;
  Overview?: OverviewResolvers<ContextType>;
};

