// Made from schema.graphql by scripts/generate.mjs: change the schema, then run `npm run generate`.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { User as DomainUser } from '../../../modules/users/user.js';
import type { UserPage } from '../../../modules/users/user-page.js';
import type { Session as DomainSession } from '../../../modules/sessions/session.js';
import type { DeliveredTokens } from '../../../modules/sessions/issued-tokens.js';
import type { ListedEvent, AuditPage } from '../../../modules/audit/audit-reader.js';
import type { ServerInfo as KnownServerInfo } from '../../../modules/login/server-info.js';
import type { MutationResult } from '../mutation-payloads.js';
import type { RequestContext } from '../request-context.js';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** RFC 3339 instant in UTC with millisecond precision, e.g. 2026-03-01T09:30:00.000Z. */
  DateTime: { input: Date; output: Date; }
  /** Arbitrary JSON object. At most 16 KiB. */
  JSONObject: { input: Readonly<Record<string, unknown>>; output: Readonly<Record<string, unknown>>; }
};

/** What is counted together, by all instances. A used up bucket refuses with RATE_LIMITED and Retry-After. */
export type LimitBucket =
  /** Failed proofs of whatever gets somebody in, by address; what did not fail is given back. An operation holds one such field at most. */
  | 'CREDENTIAL'
  /** Sign-ups, by address. An operation holds one such field at most. */
  | 'SIGNUP'
  /** Refreshes, by session. */
  | 'REFRESH'
  /** Changes by administrators, by the caller. */
  | 'ADMIN_WRITE';

/** The ladder of roles, weakest first: each may do all that the ones before it may. */
export type Role =
  /** May use their own account. */
  | 'USER'
  /** May also look at people and end their sessions. */
  | 'SUPPORT'
  /** May also create, change, disable and delete people. */
  | 'ADMIN';

/** Direction of an order. */
export type OrderDirection =
  /** Smallest first; people who never logged in come first. */
  | 'ASC'
  /** Largest first; people who never logged in come last. */
  | 'DESC';

/** Every code a mutation can return as data. The table in docs/errors.md names, for each mutation, the subset it can return. */
export type ErrorCode =
  /** A value is missing, too long, or not allowed here. */
  | 'INVALID_INPUT'
  /** The name and the password do not belong together; said alike for names that do not exist. */
  | 'INVALID_CREDENTIALS'
  /** Too many wrong passwords for this name, or for one's own account; said alike for names that do not exist. See retryAfter. */
  | 'TOO_MANY_ATTEMPTS'
  /** The account is disabled; said only to who knows its password or holds its refresh token. */
  | 'ACCOUNT_DISABLED'
  /** The password is right and must be changed before anything else; see passwordChangeToken. */
  | 'PASSWORD_CHANGE_REQUIRED'
  /** There is no such refresh token. */
  | 'REFRESH_TOKEN_INVALID'
  /** The refresh token is older than its lifetime. */
  | 'REFRESH_TOKEN_EXPIRED'
  /** The refresh token was used before; its session is over. */
  | 'REFRESH_TOKEN_REUSED'
  /** The session was ended. */
  | 'SESSION_REVOKED'
  /** No living session of that user has this id. */
  | 'SESSION_NOT_FOUND'
  /** The password has fewer characters than params.minLength. */
  | 'PASSWORD_TOO_SHORT'
  /** The password has more characters than params.maxLength. */
  | 'PASSWORD_TOO_LONG'
  /** The password stands in the list of common passwords, or is one repeated or with digits added. */
  | 'PASSWORD_COMPROMISED'
  /** The password is too much like the person's own names. */
  | 'PASSWORD_SIMILAR_TO_IDENTITY'
  /** The new password is the old one. */
  | 'PASSWORD_REUSED'
  /** The current password is wrong. */
  | 'CURRENT_PASSWORD_WRONG'
  /** Somebody has this username. */
  | 'USERNAME_TAKEN'
  /** Somebody has this email address. */
  | 'EMAIL_TAKEN'
  /** This cannot be a username. */
  | 'USERNAME_INVALID'
  /** This cannot be an email address. */
  | 'EMAIL_INVALID'
  /** This server takes no sign-ups. */
  | 'SIGNUP_DISABLED'
  /** The one-time token is unknown, used, or replaced by a newer one. */
  | 'TOKEN_INVALID'
  /** The one-time token is older than its lifetime. */
  | 'TOKEN_EXPIRED'
  /** There is no such user. */
  | 'USER_NOT_FOUND'
  /** The last administrator who can sign in must stay one. */
  | 'LAST_ADMIN'
  /** Nobody may do this to themselves. */
  | 'SELF_TARGET_FORBIDDEN'
  /** This touches a role above the caller's own. */
  | 'ROLE_ESCALATION'
  /** Not in the state that the thing is in. */
  | 'ILLEGAL_STATE'
  /** Somebody else changed it first: read it again. */
  | 'VERSION_CONFLICT'
  /** The idempotency key was used with other input. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** A scope is unknown, or the role or the token does not have it. */
  | 'SCOPE_NOT_ALLOWED'
  /** There is no such thing. */
  | 'NOT_FOUND';

/** A problem the caller can act on. Never used for missing authentication, missing permission, rate limits at the edge, or faults: those are in the errors array. */
export type UserError = {
  readonly __typename?: 'UserError';
  /** What went wrong, for programs. */
  readonly code: ErrorCode;
  /** English text for a developer; user interfaces should switch on code. */
  readonly message: Scalars['String']['output'];
  /** Path in the input, e.g. ["input", "email"]. Null when no single field is at fault. */
  readonly field?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** Seconds to wait before the same call can succeed, where that is known. */
  readonly retryAfter?: Maybe<Scalars['Int']['output']>;
  /** Machine-readable facts about the limit that was broken, e.g. {"minLength": 12}. */
  readonly params?: Maybe<Scalars['JSONObject']['output']>;
};

/** What every mutation answers. */
export type MutationPayload = {
  /** True exactly when `userErrors` is empty. */
  readonly ok: Scalars['Boolean']['output'];
  /** What the caller can act on, in the order of the input. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** A payload without a result of its own. */
export type SimplePayload = MutationPayload & {
  readonly __typename?: 'SimplePayload';
  /** True exactly when `userErrors` is empty. */
  readonly ok: Scalars['Boolean']['output'];
  /** What the caller can act on, in the order of the input. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** Where a page of a list stands in the whole list (Relay). */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  /** True when more follow this page. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** True when some come before this page. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** The first edge's cursor; null on an empty page. */
  readonly startCursor?: Maybe<Scalars['String']['output']>;
  /** The last edge's cursor; null on an empty page. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
};

/** Instants from `gte` on and before `lt`; either end may be left out. */
export type DateTimeRange = {
  /** At this instant or later. */
  readonly gte?: InputMaybe<Scalars['DateTime']['input']>;
  /** Before this instant. */
  readonly lt?: InputMaybe<Scalars['DateTime']['input']>;
};

/** Questions. */
export type Query = {
  readonly __typename?: 'Query';
  /** What anybody may know of this server. */
  readonly server: ServerInfo;
  /** The caller. Asked alone without a valid token: 401 and no data; beside fields that answer: null and the error. */
  readonly me?: Maybe<User>;
  /** A page of people: the `first` after a cursor, or the `last` before one; 1 to 100, 20 when neither is given. */
  readonly users: UserConnection;
  /** One person, by exactly one of the arguments; null when there is none. */
  readonly user?: Maybe<User>;
  /** The caller's living sessions, the last used first. */
  readonly mySessions: ReadonlyArray<Session>;
  /** The session that the access token belongs to. */
  readonly mySession?: Maybe<Session>;
  /** All signing keys there ever were, the newest first. */
  readonly signingKeys: ReadonlyArray<SigningKey>;
  /** The audit log, newest first; `first` is 1 to 100. */
  readonly auditEvents: AuditEventConnection;
  /** Reads the whole log against its chain; it takes about a second for twenty thousand events, and is done once for all who ask meanwhile. */
  readonly auditVerification: AuditVerification;
};


/** Questions. */
export type QueryUsersArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<UserFilter>;
  orderBy?: InputMaybe<UserOrder>;
};


/** Questions. */
export type QueryUserArgs = {
  id?: InputMaybe<Scalars['ID']['input']>;
  username?: InputMaybe<Scalars['String']['input']>;
  email?: InputMaybe<Scalars['String']['input']>;
};


/** Questions. */
export type QueryAuditEventsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<AuditFilter>;
};

/** Changes. */
export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Changes what a person may change about themselves. */
  readonly updateProfile: UserPayload;
  /** Creates a person, with a password or with an invitation. */
  readonly createUser: CreateUserPayload;
  /** Changes a person; never their role, their state or their password. */
  readonly updateUser: UserPayload;
  /** Gives a person another role. A demotion ends their sessions. */
  readonly setUserRole: UserPayload;
  /** Keeps a person from signing in and ends their sessions. */
  readonly disableUser: UserPayload;
  /** Lets a disabled person sign in again. Sessions that were ended stay ended. */
  readonly enableUser: UserPayload;
  /** Forgets the failed attempts that keep a person from signing in for a while. */
  readonly unlockUser: UserPayload;
  /** Deletes a person: sessions, password and open links go, and the names are free again. */
  readonly deleteUser: UserPayload;
  /** Takes a person's password away, ends their sessions and makes a one-time link to choose another. */
  readonly resetUserPassword: TempSecretPayload;
  /** Trades a refresh token for fresh tokens. Sent twice within seconds it answers the same refresh token; a used one sent later ends the session. */
  readonly refreshToken: RefreshPayload;
  /** Ends the session of the access token or of the refresh token given, the person's others, or all. Never fails for a session that is over. */
  readonly logout: LogoutPayload;
  /** Ends one of the caller's own sessions. Never fails for one that is over. */
  readonly revokeSession: SimplePayload;
  /** Ends all sessions of a person, or those named. */
  readonly revokeUserSessions: RevokeSessionsPayload;
  /** Signs a person in. What follows in the same selection is judged for the person who has just signed in. After ten wrong passwords for a name it waits, longer each time, on devices that are new; each is written down in the audit log, and what was refused unseen once a minute. */
  readonly login: LoginPayload;
  /** Opens an account and signs its owner in, where the server is open to sign-ups. */
  readonly signUp: SignUpPayload;
  /** Proves the password again in this session, for what needs a fresh proof. */
  readonly reauthenticate: SimplePayload;
  /** Changes one's own password and ends one's other sessions. */
  readonly changePassword: RevokeSessionsPayload;
  /** Chooses a password with a one-time token and ends all sessions of its owner. */
  readonly resetPassword: SimplePayload;
  /** Takes up an invitation, or the setup link of the first administrator, and signs the person in. */
  readonly acceptInvitation: LoginPayload;
  /** Makes another signing key, which takes over once it has been published. No good token is refused because of it. */
  readonly rotateSigningKey: SigningKeyPayload;
  /** Refuses a signing key, and every token signed with it, at once and for good. If it was the one that signs, another signs at once. */
  readonly revokeSigningKey: SigningKeyPayload;
};


/** Changes. */
export type MutationUpdateProfileArgs = {
  input: UpdateProfileInput;
};


/** Changes. */
export type MutationCreateUserArgs = {
  input: CreateUserInput;
};


/** Changes. */
export type MutationUpdateUserArgs = {
  input: UpdateUserInput;
};


/** Changes. */
export type MutationSetUserRoleArgs = {
  input: SetUserRoleInput;
};


/** Changes. */
export type MutationDisableUserArgs = {
  input: DisableUserInput;
};


/** Changes. */
export type MutationEnableUserArgs = {
  id: Scalars['ID']['input'];
};


/** Changes. */
export type MutationUnlockUserArgs = {
  id: Scalars['ID']['input'];
};


/** Changes. */
export type MutationDeleteUserArgs = {
  input: DeleteUserInput;
};


/** Changes. */
export type MutationResetUserPasswordArgs = {
  id: Scalars['ID']['input'];
};


/** Changes. */
export type MutationRefreshTokenArgs = {
  input: RefreshInput;
};


/** Changes. */
export type MutationLogoutArgs = {
  input?: InputMaybe<LogoutInput>;
};


/** Changes. */
export type MutationRevokeSessionArgs = {
  id: Scalars['ID']['input'];
};


/** Changes. */
export type MutationRevokeUserSessionsArgs = {
  userId: Scalars['ID']['input'];
  sessionIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
};


/** Changes. */
export type MutationLoginArgs = {
  input: LoginInput;
};


/** Changes. */
export type MutationSignUpArgs = {
  input: SignUpInput;
};


/** Changes. */
export type MutationReauthenticateArgs = {
  password?: InputMaybe<Scalars['String']['input']>;
};


/** Changes. */
export type MutationChangePasswordArgs = {
  input: ChangePasswordInput;
};


/** Changes. */
export type MutationResetPasswordArgs = {
  input: ResetPasswordInput;
};


/** Changes. */
export type MutationAcceptInvitationArgs = {
  input: AcceptInvitationInput;
};


/** Changes. */
export type MutationRotateSigningKeyArgs = {
  input: RotateSigningKeyInput;
};


/** Changes. */
export type MutationRevokeSigningKeyArgs = {
  kid: Scalars['String']['input'];
  reason: Scalars['String']['input'];
};

/** Events, over a WebSocket (graphql-transport-ws) at the same address. */
export type Subscription = {
  readonly __typename?: 'Subscription';
  /** A user, each time something about them changes; with no id, everybody. Begins, and goes on, only while no change can be missed. */
  readonly userChanged: User;
};


/** Events, over a WebSocket (graphql-transport-ws) at the same address. */
export type SubscriptionUserChangedArgs = {
  id?: InputMaybe<Scalars['ID']['input']>;
};

/** What a new password must keep. */
export type PasswordPolicy = {
  readonly __typename?: 'PasswordPolicy';
  /** Fewest characters, counted after Unicode normalisation (NFKC). */
  readonly minLength: Scalars['Int']['output'];
  /** Most characters, counted likewise. */
  readonly maxLength: Scalars['Int']['output'];
  /** True when common passwords are refused. */
  readonly rejectsCompromised: Scalars['Boolean']['output'];
  /** How many of a person's last passwords a new one must differ from, the current one among them. */
  readonly historySize: Scalars['Int']['output'];
};

/** What anybody may know of this server. */
export type ServerInfo = {
  readonly __typename?: 'ServerInfo';
  /** The release that runs. */
  readonly version: Scalars['String']['output'];
  /** The `iss` of its tokens. */
  readonly issuer: Scalars['String']['output'];
  /** Whether signUp is open. */
  readonly signupEnabled: Scalars['Boolean']['output'];
  /** What a new password must keep. */
  readonly passwordPolicy: PasswordPolicy;
  /** Lifetime of an access token in seconds. */
  readonly accessTokenTtl: Scalars['Int']['output'];
  /** Lifetime of an unused refresh token in seconds. */
  readonly refreshTokenTtl: Scalars['Int']['output'];
  /** True until the first administrator exists. */
  readonly setupRequired: Scalars['Boolean']['output'];
};

/** Where a person stands. */
export type UserStatus =
  /** May sign in. */
  | 'ACTIVE'
  /** Was invited and has not chosen a password yet. */
  | 'INVITED'
  /** May not sign in, for good or until disabledUntil. */
  | 'DISABLED'
  /** Is gone; their names are free again. */
  | 'DELETED';

/** A person. Visible to themselves and to SUPPORT and above; nobody else can obtain the object by any route. */
export type User = {
  readonly __typename?: 'User';
  /** Never changes and is never given to anybody else. */
  readonly id: Scalars['ID']['output'];
  /** The name to sign in with; unique among the living however it is written. */
  readonly username: Scalars['String']['output'];
  /** The address to sign in with; unique among the living however it is written. */
  readonly email: Scalars['String']['output'];
  /** Whether somebody proved that the address is theirs. */
  readonly emailVerified: Scalars['Boolean']['output'];
  /** What to call the person. */
  readonly fullName?: Maybe<Scalars['String']['output']>;
  /** The rung of the ladder that the person stands on. */
  readonly role: Role;
  /** Where the person stands now. */
  readonly status: UserStatus;
  /** Whether the person is disabled now. */
  readonly disabled: Scalars['Boolean']['output'];
  /** Why the person was disabled, in the administrator's words. */
  readonly disabledReason?: Maybe<Scalars['String']['output']>;
  /** When the person may sign in again; null when only an administrator can say. */
  readonly disabledUntil?: Maybe<Scalars['DateTime']['output']>;
  /** A language tag (BCP 47), for user interfaces. */
  readonly locale?: Maybe<Scalars['String']['output']>;
  /** Whether the person can sign in with a password. */
  readonly hasPassword: Scalars['Boolean']['output'];
  /** When the password was last changed; null without one. */
  readonly passwordChangedAt?: Maybe<Scalars['DateTime']['output']>;
  /** When the person last signed in; null when never. */
  readonly lastLoginAt?: Maybe<Scalars['DateTime']['output']>;
  /** When the person was created. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When something about the person last changed. */
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Grows by one at each change; pass it back as expectedVersion to avoid lost updates. */
  readonly version: Scalars['Int']['output'];
  /** The scopes of this user's role, for user interfaces. */
  readonly permissions: ReadonlyArray<Scalars['String']['output']>;
  /** Facts that a host keeps about the person. */
  readonly metadata?: Maybe<Scalars['JSONObject']['output']>;
  /** The person's living sessions, the last used first. */
  readonly sessions: ReadonlyArray<Session>;
  /** Events whose subject is this person, newest first; `first` is 1 to 100. */
  readonly securityEvents: AuditEventConnection;
};


/** A person. Visible to themselves and to SUPPORT and above; nobody else can obtain the object by any route. */
export type UserSecurityEventsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

/** A person in a list. */
export type UserEdge = {
  readonly __typename?: 'UserEdge';
  /** Marks this place in the list, for `after` and `before`. */
  readonly cursor: Scalars['String']['output'];
  /** The person. */
  readonly node: User;
};

/** A page of people. */
export type UserConnection = {
  readonly __typename?: 'UserConnection';
  /** The people with their cursors. */
  readonly edges: ReadonlyArray<UserEdge>;
  /** The people alone. */
  readonly nodes: ReadonlyArray<User>;
  /** Where this page stands. */
  readonly pageInfo: PageInfo;
  /** How many people the filter selects in all. Counted only when selected. */
  readonly totalCount: Scalars['Int']['output'];
};

/** Which people a list shows; all that is given must hold. Deleted people are shown only when `statuses` or `ids` asks for them. */
export type UserFilter = {
  /** Only these, at most 100. */
  readonly ids?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Prefix match on username, email or full name, case-insensitive. */
  readonly search?: InputMaybe<Scalars['String']['input']>;
  /** Exactly this address, however it is written. */
  readonly email?: InputMaybe<Scalars['String']['input']>;
  /** Exactly this name, however it is written. */
  readonly username?: InputMaybe<Scalars['String']['input']>;
  /** Only these roles. */
  readonly roles?: InputMaybe<ReadonlyArray<Role>>;
  /** Only who stands here now. */
  readonly statuses?: InputMaybe<ReadonlyArray<UserStatus>>;
  /** Only proven, or only unproven addresses. */
  readonly emailVerified?: InputMaybe<Scalars['Boolean']['input']>;
  /** Created in this time. */
  readonly createdAt?: InputMaybe<DateTimeRange>;
  /** Last signed in in this time. */
  readonly lastLoginAt?: InputMaybe<DateTimeRange>;
  /** True selects users who never logged in. */
  readonly neverLoggedIn?: InputMaybe<Scalars['Boolean']['input']>;
};

/** What a list of people is ordered by. */
export type UserOrderField =
  /** When they were created. */
  | 'CREATED_AT'
  /** Their username. */
  | 'USERNAME'
  /** Their email address. */
  | 'EMAIL'
  /** When they last signed in. */
  | 'LAST_LOGIN_AT';

/** The order of a list of people. */
export type UserOrder = {
  /** What to order by. */
  readonly field?: UserOrderField;
  /** Which way. */
  readonly direction?: OrderDirection;
};

/** A person as the change left them. */
export type UserPayload = MutationPayload & {
  readonly __typename?: 'UserPayload';
  /** True exactly when `userErrors` is empty. */
  readonly ok: Scalars['Boolean']['output'];
  /** The person as they are now; null when the change was refused. */
  readonly user?: Maybe<User>;
  /** What the caller can act on, in the order of the input. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** A person who was created. */
export type CreateUserPayload = MutationPayload & {
  readonly __typename?: 'CreateUserPayload';
  /** True exactly when `userErrors` is empty. */
  readonly ok: Scalars['Boolean']['output'];
  /** The person; null when refused. */
  readonly user?: Maybe<User>;
  /** One-time link, shown once, when no password was given. */
  readonly invitationLink?: Maybe<Scalars['String']['output']>;
  /** What the caller can act on, in the order of the input. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** A person who was given a one-time link. */
export type TempSecretPayload = MutationPayload & {
  readonly __typename?: 'TempSecretPayload';
  /** True exactly when `userErrors` is empty. */
  readonly ok: Scalars['Boolean']['output'];
  /** The person; null when refused. */
  readonly user?: Maybe<User>;
  /** One-time link, shown once. */
  readonly link?: Maybe<Scalars['String']['output']>;
  /** What the caller can act on, in the order of the input. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** What a person may change about themselves. Left out = unchanged, null = cleared. */
export type UpdateProfileInput = {
  /** What to call the person. */
  readonly fullName?: InputMaybe<Scalars['String']['input']>;
  /** A language tag (BCP 47). */
  readonly locale?: InputMaybe<Scalars['String']['input']>;
  /** Another name to sign in with; it cannot be cleared. */
  readonly username?: InputMaybe<Scalars['String']['input']>;
  /** Refuse with VERSION_CONFLICT when somebody changed the person since this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};

/** A person to create. */
export type CreateUserInput = {
  /** The name to sign in with; no @ in it. */
  readonly username: Scalars['String']['input'];
  /** The address to sign in with. */
  readonly email: Scalars['String']['input'];
  /** What to call the person. */
  readonly fullName?: InputMaybe<Scalars['String']['input']>;
  /** The rung to begin on; to name one at all needs a proof of the password within the last hour. */
  readonly role?: Role;
  /** Omit to invite instead: the payload carries a one-time link. */
  readonly password?: InputMaybe<Scalars['String']['input']>;
  /** Whether the address is known to be theirs. */
  readonly emailVerified?: Scalars['Boolean']['input'];
  /** Whether the given password must be changed at the first sign-in. */
  readonly mustChangePassword?: Scalars['Boolean']['input'];
  /** Facts that a host keeps about the person. */
  readonly metadata?: InputMaybe<Scalars['JSONObject']['input']>;
  /** Send the same key again to repeat the call safely: for 24 hours it answers the same person, never the link again. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** What an administrator may change about a person. Left out = unchanged, null = cleared. */
export type UpdateUserInput = {
  /** Whom to change. */
  readonly id: Scalars['ID']['input'];
  /** Another name to sign in with; it cannot be cleared. */
  readonly username?: InputMaybe<Scalars['String']['input']>;
  /** Another address to sign in with; it cannot be cleared. Unproven unless emailVerified is given too. */
  readonly email?: InputMaybe<Scalars['String']['input']>;
  /** Whether the address is known to be theirs. */
  readonly emailVerified?: InputMaybe<Scalars['Boolean']['input']>;
  /** What to call the person. */
  readonly fullName?: InputMaybe<Scalars['String']['input']>;
  /** A language tag (BCP 47). */
  readonly locale?: InputMaybe<Scalars['String']['input']>;
  /** Facts that a host keeps about the person; replaced as a whole. */
  readonly metadata?: InputMaybe<Scalars['JSONObject']['input']>;
  /** Refuse with VERSION_CONFLICT when somebody changed the person since this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};

/** A person's new role. */
export type SetUserRoleInput = {
  /** Whose role. */
  readonly id: Scalars['ID']['input'];
  /** The new role. */
  readonly role: Role;
  /** Why, for the record. */
  readonly reason: Scalars['String']['input'];
  /** Refuse with VERSION_CONFLICT when somebody changed the person since this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};

/** A person to disable. */
export type DisableUserInput = {
  /** Whom to disable. */
  readonly id: Scalars['ID']['input'];
  /** Why, for the record. */
  readonly reason: Scalars['String']['input'];
  /** When the person may sign in again; left out: when an administrator says so. */
  readonly until?: InputMaybe<Scalars['DateTime']['input']>;
};

/** A person to delete. */
export type DeleteUserInput = {
  /** Whom to delete. */
  readonly id: Scalars['ID']['input'];
  /** Why, for the record. */
  readonly reason: Scalars['String']['input'];
};

/** A device on which the user is logged in. Carries no secret: the id is enough to revoke it. */
export type Session = {
  readonly __typename?: 'Session';
  /** Never changes; the `sid` of the session's access tokens. */
  readonly id: Scalars['ID']['output'];
  /** Whether this is the session that asks. */
  readonly current: Scalars['Boolean']['output'];
  /** When the person signed in. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When the session was last started or refreshed. */
  readonly lastUsedAt: Scalars['DateTime']['output'];
  /** When it ends unless it is refreshed before. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** When it ends in any case. */
  readonly absoluteExpiresAt: Scalars['DateTime']['output'];
  /** The address it was last used from. */
  readonly ipAddress?: Maybe<Scalars['String']['output']>;
  /** The program it was last used with, in its own words. */
  readonly userAgent?: Maybe<Scalars['String']['output']>;
  /** What the person called the device. */
  readonly deviceName?: Maybe<Scalars['String']['output']>;
  /** When a password was last proven in it. */
  readonly authenticatedAt: Scalars['DateTime']['output'];
};

/** An access token with the refresh token that follows it. */
export type TokenPair = {
  readonly __typename?: 'TokenPair';
  /** A JWT (RFC 9068), to be sent as `Authorization: Bearer ...`. */
  readonly accessToken: Scalars['String']['output'];
  /** Always "Bearer". */
  readonly tokenType: Scalars['String']['output'];
  /** Seconds until the access token expires. */
  readonly expiresIn: Scalars['Int']['output'];
  /** When the access token expires. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** Good for one use of refreshToken. Null when a cookie carries it. */
  readonly refreshToken?: Maybe<Scalars['String']['output']>;
  /** When the refresh token expires unless it is used before. */
  readonly refreshExpiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** The session that both belong to. */
  readonly sessionId: Scalars['ID']['output'];
  /** The scopes that the access token is good for. */
  readonly scope: ReadonlyArray<Scalars['String']['output']>;
};

/** Where a client wants its refresh token. */
export type TokenDelivery =
  /** In the answer. */
  | 'BODY'
  /** In a cookie that no script can read (__Host-, HttpOnly, SameSite=Strict), for pages of this server and of the allowed origins. */
  | 'COOKIE';

/** Fresh tokens. */
export type RefreshPayload = MutationPayload & {
  readonly __typename?: 'RefreshPayload';
  /** True exactly when `userErrors` is empty. */
  readonly ok: Scalars['Boolean']['output'];
  /** The fresh tokens; null when refused. */
  readonly tokens?: Maybe<TokenPair>;
  /** What the caller can act on, in the order of the input. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** A session that was ended. */
export type LogoutPayload = MutationPayload & {
  readonly __typename?: 'LogoutPayload';
  /** True exactly when `userErrors` is empty. */
  readonly ok: Scalars['Boolean']['output'];
  /** How many sessions ended by this call; 0 when it was over before. */
  readonly revokedSessions: Scalars['Int']['output'];
  /** What the caller can act on, in the order of the input. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** Sessions that were ended. */
export type RevokeSessionsPayload = MutationPayload & {
  readonly __typename?: 'RevokeSessionsPayload';
  /** True exactly when `userErrors` is empty. */
  readonly ok: Scalars['Boolean']['output'];
  /** How many sessions ended by this call. */
  readonly revokedSessions: Scalars['Int']['output'];
  /** What the caller can act on, in the order of the input. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** A refresh token to trade for fresh tokens. */
export type RefreshInput = {
  /** The refresh token of the newest TokenPair. Omit when it is in the cookie. */
  readonly refreshToken?: InputMaybe<Scalars['String']['input']>;
  /** Where the next one goes. What came by cookie goes back by cookie, whatever is said here. */
  readonly delivery?: InputMaybe<TokenDelivery>;
};

/** Which of a person's sessions a logout ends. */
export type LogoutScope =
  /** The session of the credential that was sent. */
  | 'CURRENT'
  /** All but that one. */
  | 'OTHERS'
  /** That one and all others. */
  | 'ALL';

/** Which sessions to end. */
export type LogoutInput = {
  /** A narrowed token needs account:write for OTHERS and ALL; a refresh token counts for them only while it could be traded. */
  readonly scope?: InputMaybe<LogoutScope>;
  /** Lets a client log out with an expired access token. Omit when it is in the cookie, which CURRENT and ALL empty. */
  readonly refreshToken?: InputMaybe<Scalars['String']['input']>;
};

/** How a sign-in ended. */
export type LoginStatus =
  /** Signed in: tokens and user are there. */
  | 'COMPLETE'
  /** The password was right and must be changed first, with passwordChangeToken and resetPassword. */
  | 'PASSWORD_CHANGE_REQUIRED'
  /** Not signed in; userErrors says why. */
  | 'FAILED';

/** What a sign-in answers. */
export type LoginPayload = MutationPayload & {
  readonly __typename?: 'LoginPayload';
  /** True exactly when `userErrors` is empty. */
  readonly ok: Scalars['Boolean']['output'];
  /** How the sign-in ended. */
  readonly status: LoginStatus;
  /** Exactly when the status is COMPLETE. */
  readonly tokens?: Maybe<TokenPair>;
  /** Exactly when the status is COMPLETE. */
  readonly user?: Maybe<User>;
  /** Present with PASSWORD_CHANGE_REQUIRED: pass it to resetPassword. */
  readonly passwordChangeToken?: Maybe<Scalars['String']['output']>;
  /** What the caller can act on, in the order of the input. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** Who signs in. */
export type LoginInput = {
  /** Username or email address. */
  readonly username: Scalars['String']['input'];
  /** The password. */
  readonly password: Scalars['String']['input'];
  /** Narrows the token; may only name scopes the role has. */
  readonly scope?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Where the refresh token goes. */
  readonly delivery?: InputMaybe<TokenDelivery>;
  /** What to call this device in the list of sessions. */
  readonly deviceName?: InputMaybe<Scalars['String']['input']>;
};

/** A new account. */
export type SignUpInput = {
  /** The name to sign in with; no @ in it. */
  readonly username: Scalars['String']['input'];
  /** The address to sign in with. */
  readonly email: Scalars['String']['input'];
  /** The password. */
  readonly password: Scalars['String']['input'];
  /** What to call the person. */
  readonly fullName?: InputMaybe<Scalars['String']['input']>;
  /** A language tag (BCP 47). */
  readonly locale?: InputMaybe<Scalars['String']['input']>;
};

/** What a sign-up answers. */
export type SignUpPayload = MutationPayload & {
  readonly __typename?: 'SignUpPayload';
  /** True exactly when `userErrors` is empty. */
  readonly ok: Scalars['Boolean']['output'];
  /** The new person's tokens; null when refused. */
  readonly tokens?: Maybe<TokenPair>;
  /** The new person; null when refused. */
  readonly user?: Maybe<User>;
  /** What the caller can act on, in the order of the input. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** A change of one's own password. */
export type ChangePasswordInput = {
  /** The password until now. */
  readonly currentPassword: Scalars['String']['input'];
  /** The password from now on. */
  readonly newPassword: Scalars['String']['input'];
  /** Keep this session, end all others. */
  readonly revokeOtherSessions?: Scalars['Boolean']['input'];
};

/** A password chosen with a one-time token. */
export type ResetPasswordInput = {
  /** The one-time token from the link, or passwordChangeToken. */
  readonly token: Scalars['String']['input'];
  /** The password from now on. */
  readonly newPassword: Scalars['String']['input'];
};

/** An invitation taken up. */
export type AcceptInvitationInput = {
  /** The one-time token from the link. */
  readonly token: Scalars['String']['input'];
  /** The password from now on. */
  readonly password: Scalars['String']['input'];
  /** Required by the setup token of the first administrator, refused for any other. */
  readonly username?: InputMaybe<Scalars['String']['input']>;
  /** Likewise. */
  readonly email?: InputMaybe<Scalars['String']['input']>;
  /** What to call the person. */
  readonly fullName?: InputMaybe<Scalars['String']['input']>;
};

/** Where a signing key stands in its life: each goes from one to the next, by time or by command, and never back. */
export type SigningKeyStatus =
  /** Published, so that everybody knows it before it signs. */
  | 'PENDING'
  /** Signs access tokens. */
  | 'ACTIVE'
  /** Signs no more; accepted and published until the last token it signed has expired. */
  | 'RETIRING'
  /** Refused, and published no more: its time is over, or somebody revoked it. */
  | 'REVOKED';

/** A key that access tokens are signed with. No half of it is ever shown; the public halves stand in /.well-known/jwks.json. */
export type SigningKey = {
  readonly __typename?: 'SigningKey';
  /** Identifies the key here. */
  readonly id: Scalars['ID']['output'];
  /** The `kid` in the header of tokens: the thumbprint of RFC 7638. */
  readonly kid: Scalars['String']['output'];
  /** The one algorithm that the key is for: ES256, RS256 or PS256. */
  readonly algorithm: Scalars['String']['output'];
  /** Where the key stands now. */
  readonly status: SigningKeyStatus;
  /** When it was made, or brought in. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** From when it signs. */
  readonly activeFrom: Scalars['DateTime']['output'];
  /** When it leaves the published keys and is refused; null while no other key is to follow it. */
  readonly retireAt?: Maybe<Scalars['DateTime']['output']>;
  /** Since when it is refused; null while it is not. */
  readonly revokedAt?: Maybe<Scalars['DateTime']['output']>;
};

/** How another key takes over. */
export type RotateSigningKeyInput = {
  /** ES256, RS256 or PS256. Left out: the configured one, which is ES256 unless the operator chose another. */
  readonly algorithm?: InputMaybe<Scalars['String']['input']>;
  /** Seconds the new key is published before it signs, at most 30 days; 0: it signs at once. */
  readonly publishFor?: InputMaybe<Scalars['Int']['input']>;
  /** Why, for the record. */
  readonly reason: Scalars['String']['input'];
};

/** A changed signing key. */
export type SigningKeyPayload = MutationPayload & {
  readonly __typename?: 'SigningKeyPayload';
  /** True exactly when `userErrors` is empty. */
  readonly ok: Scalars['Boolean']['output'];
  /** The key after the change; null when refused. */
  readonly signingKey?: Maybe<SigningKey>;
  /** What the caller can act on, in the order of the input. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** Who did what an audit event tells. */
export type ActorType =
  /** Somebody who was signed in, or who signed in by it. */
  | 'USER'
  /** The server itself. */
  | 'SYSTEM'
  /** The operator, at the command line. */
  | 'CLI'
  /** Somebody whom nobody knows: a failed login, a one-time link. */
  | 'ANONYMOUS';

/** How it came out. */
export type AuditOutcome =
  /** It was done. */
  | 'SUCCESS'
  /** A login that failed, or was not tried because too many had failed. */
  | 'FAILURE'
  /** Refused by the rules of this schema. */
  | 'DENIED';

/** Something that happened, as it was written down in the same transaction. Visible to ADMIN, and to the person it is about. */
export type AuditEvent = {
  readonly __typename?: 'AuditEvent';
  /** The event's own id. */
  readonly id: Scalars['ID']['output'];
  /** Its place in the log, from 1 and without a gap. */
  readonly sequence: Scalars['Int']['output'];
  /** When it happened, by the clock of the server that did it. */
  readonly occurredAt: Scalars['DateTime']['output'];
  /** What happened, e.g. user.role-changed or login.failed. */
  readonly action: Scalars['String']['output'];
  /** How it came out. */
  readonly outcome: AuditOutcome;
  /** Why, in the words of who did it; for what failed or was refused, a code. */
  readonly reason?: Maybe<Scalars['String']['output']>;
  /** What kind of actor did it. */
  readonly actorType: ActorType;
  /** The person who did it; null when it was no person, or one that the caller may not see. */
  readonly actor?: Maybe<User>;
  /** The person it is about; null when it is about nobody, or about a name that nobody has. */
  readonly subject?: Maybe<User>;
  /** What kind of thing was acted on beside the person: session, signing-key, field. */
  readonly resourceType?: Maybe<Scalars['String']['output']>;
  /** The id of that thing; no secret. */
  readonly resourceId?: Maybe<Scalars['ID']['output']>;
  /** The address that the request came from; null for what no request asked for. */
  readonly ipAddress?: Maybe<Scalars['String']['output']>;
  /** What the client called itself. */
  readonly userAgent?: Maybe<Scalars['String']['output']>;
  /** The request that did it, as in its X-Request-Id and in the server's own log; made up where there was none. */
  readonly requestId: Scalars['String']['output'];
  /** Changed fields as {field: {from, to}}; secrets never appear. */
  readonly changes?: Maybe<Scalars['JSONObject']['output']>;
  /** The event's link in the chain (hexadecimal): an HMAC over all of it and the hash of the event before. */
  readonly hash: Scalars['String']['output'];
};

/** An audit event in a list. */
export type AuditEventEdge = {
  readonly __typename?: 'AuditEventEdge';
  /** Where the event stands; pass it as `after`. */
  readonly cursor: Scalars['String']['output'];
  /** The event. */
  readonly node: AuditEvent;
};

/** A page of the audit log, newest first. */
export type AuditEventConnection = {
  readonly __typename?: 'AuditEventConnection';
  /** The events with their cursors. */
  readonly edges: ReadonlyArray<AuditEventEdge>;
  /** The events. */
  readonly nodes: ReadonlyArray<AuditEvent>;
  /** Where the page stands. */
  readonly pageInfo: PageInfo;
};

/** Which events a list shows; all that is given must hold. */
export type AuditFilter = {
  /** One of these actions; 100 at most. */
  readonly actions?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Done by this person. */
  readonly actorId?: InputMaybe<Scalars['ID']['input']>;
  /** About this person. */
  readonly subjectId?: InputMaybe<Scalars['ID']['input']>;
  /** Came out like this. */
  readonly outcome?: InputMaybe<AuditOutcome>;
  /** Asked for from exactly this address. */
  readonly ipAddress?: InputMaybe<Scalars['String']['input']>;
  /** Happened in this time. */
  readonly occurredAt?: InputMaybe<DateTimeRange>;
};

/** What reading the whole log against its own chain came to. */
export type AuditVerification = {
  readonly __typename?: 'AuditVerification';
  /** True when every event is as it was written, and none is missing. */
  readonly valid: Scalars['Boolean']['output'];
  /** How many events were found good, up to the first that was not. */
  readonly checkedEvents: Scalars['Int']['output'];
  /** The place of the first event that was changed, put in, moved or taken away; null when there is none. */
  readonly firstBadSequence?: Maybe<Scalars['Int']['output']>;
  /** The hash of the newest event. Kept elsewhere, it shows later whether the end of the log was cut off. */
  readonly headHash: Scalars['String']['output'];
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
    | ( MutationResult<SigningKeyPayload> )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  LimitBucket: LimitBucket;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  JSONObject: ResolverTypeWrapper<Scalars['JSONObject']['output']>;
  Role: Role;
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
  SignUpInput: SignUpInput;
  SignUpPayload: ResolverTypeWrapper<MutationResult<Omit<SignUpPayload, 'tokens' | 'user'> & { tokens?: Maybe<ResolversTypes['TokenPair']>, user?: Maybe<ResolversTypes['User']> }>>;
  ChangePasswordInput: ChangePasswordInput;
  ResetPasswordInput: ResetPasswordInput;
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
  TokenPair: DeliveredTokens;
  RefreshPayload: MutationResult<Omit<RefreshPayload, 'tokens'> & { tokens?: Maybe<ResolversParentTypes['TokenPair']> }>;
  LogoutPayload: MutationResult<LogoutPayload>;
  RevokeSessionsPayload: MutationResult<RevokeSessionsPayload>;
  RefreshInput: RefreshInput;
  LogoutInput: LogoutInput;
  LoginPayload: MutationResult<Omit<LoginPayload, 'tokens' | 'user'> & { tokens?: Maybe<ResolversParentTypes['TokenPair']>, user?: Maybe<ResolversParentTypes['User']> }>;
  LoginInput: LoginInput;
  SignUpInput: SignUpInput;
  SignUpPayload: MutationResult<Omit<SignUpPayload, 'tokens' | 'user'> & { tokens?: Maybe<ResolversParentTypes['TokenPair']>, user?: Maybe<ResolversParentTypes['User']> }>;
  ChangePasswordInput: ChangePasswordInput;
  ResetPasswordInput: ResetPasswordInput;
  AcceptInvitationInput: AcceptInvitationInput;
  SigningKey: SigningKey;
  RotateSigningKeyInput: RotateSigningKeyInput;
  SigningKeyPayload: MutationResult<SigningKeyPayload>;
  AuditEvent: ListedEvent;
  AuditEventEdge: Omit<AuditEventEdge, 'node'> & { node: ResolversParentTypes['AuditEvent'] };
  AuditEventConnection: AuditPage;
  AuditFilter: AuditFilter;
  AuditVerification: AuditVerification;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface JsonObjectScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSONObject'], any> {
  name: 'JSONObject';
}

export type UserErrorResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  code?: Resolver<ResolversTypes['ErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  retryAfter?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  params?: Resolver<Maybe<ResolversTypes['JSONObject']>, ParentType, ContextType>;
};

export type MutationPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MutationPayload'] = ResolversParentTypes['MutationPayload']> = {
  __resolveType: TypeResolveFn<'SimplePayload' | 'UserPayload' | 'CreateUserPayload' | 'TempSecretPayload' | 'RefreshPayload' | 'LogoutPayload' | 'RevokeSessionsPayload' | 'LoginPayload' | 'SignUpPayload' | 'SigningKeyPayload', ParentType, ContextType>;
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
  signingKeys?: Resolver<ReadonlyArray<ResolversTypes['SigningKey']>, ParentType, ContextType>;
  auditEvents?: Resolver<ResolversTypes['AuditEventConnection'], ParentType, ContextType, RequireFields<QueryAuditEventsArgs, 'first'>>;
  auditVerification?: Resolver<ResolversTypes['AuditVerification'], ParentType, ContextType>;
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
  resetUserPassword?: Resolver<ResolversTypes['TempSecretPayload'], ParentType, ContextType, RequireFields<MutationResetUserPasswordArgs, 'id'>>;
  refreshToken?: Resolver<ResolversTypes['RefreshPayload'], ParentType, ContextType, RequireFields<MutationRefreshTokenArgs, 'input'>>;
  logout?: Resolver<ResolversTypes['LogoutPayload'], ParentType, ContextType, Partial<MutationLogoutArgs>>;
  revokeSession?: Resolver<ResolversTypes['SimplePayload'], ParentType, ContextType, RequireFields<MutationRevokeSessionArgs, 'id'>>;
  revokeUserSessions?: Resolver<ResolversTypes['RevokeSessionsPayload'], ParentType, ContextType, RequireFields<MutationRevokeUserSessionsArgs, 'userId'>>;
  login?: Resolver<ResolversTypes['LoginPayload'], ParentType, ContextType, RequireFields<MutationLoginArgs, 'input'>>;
  signUp?: Resolver<ResolversTypes['SignUpPayload'], ParentType, ContextType, RequireFields<MutationSignUpArgs, 'input'>>;
  reauthenticate?: Resolver<ResolversTypes['SimplePayload'], ParentType, ContextType, Partial<MutationReauthenticateArgs>>;
  changePassword?: Resolver<ResolversTypes['RevokeSessionsPayload'], ParentType, ContextType, RequireFields<MutationChangePasswordArgs, 'input'>>;
  resetPassword?: Resolver<ResolversTypes['SimplePayload'], ParentType, ContextType, RequireFields<MutationResetPasswordArgs, 'input'>>;
  acceptInvitation?: Resolver<ResolversTypes['LoginPayload'], ParentType, ContextType, RequireFields<MutationAcceptInvitationArgs, 'input'>>;
  rotateSigningKey?: Resolver<ResolversTypes['SigningKeyPayload'], ParentType, ContextType, RequireFields<MutationRotateSigningKeyArgs, 'input'>>;
  revokeSigningKey?: Resolver<ResolversTypes['SigningKeyPayload'], ParentType, ContextType, RequireFields<MutationRevokeSigningKeyArgs, 'kid' | 'reason'>>;
};

export type SubscriptionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  userChanged?: SubscriptionResolver<ResolversTypes['User'], "userChanged", ParentType, ContextType, Partial<SubscriptionUserChangedArgs>>;
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
  passwordChangeToken?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SignUpPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SignUpPayload'] = ResolversParentTypes['SignUpPayload']> = {
  ok?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  tokens?: Resolver<Maybe<ResolversTypes['TokenPair']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
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
  subject?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
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
  firstBadSequence?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  headHash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type Resolvers<ContextType = RequestContext> = {
  DateTime?: GraphQLScalarType;
  JSONObject?: GraphQLScalarType;
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
  TokenPair?: TokenPairResolvers<ContextType>;
  RefreshPayload?: RefreshPayloadResolvers<ContextType>;
  LogoutPayload?: LogoutPayloadResolvers<ContextType>;
  RevokeSessionsPayload?: RevokeSessionsPayloadResolvers<ContextType>;
  LoginPayload?: LoginPayloadResolvers<ContextType>;
  SignUpPayload?: SignUpPayloadResolvers<ContextType>;
  SigningKey?: SigningKeyResolvers<ContextType>;
  SigningKeyPayload?: SigningKeyPayloadResolvers<ContextType>;
  AuditEvent?: AuditEventResolvers<ContextType>;
  AuditEventEdge?: AuditEventEdgeResolvers<ContextType>;
  AuditEventConnection?: AuditEventConnectionResolvers<ContextType>;
  AuditVerification?: AuditVerificationResolvers<ContextType>;
};

