import type { ErrorCode } from './error-code.js';

/**
 * A GraphQL document with the types of its result and its variables; a plain string at run time. It can be
 * used like a string: `gql(loginDocument)` for Apollo Client, `client.mutation(loginDocument, ...)` for urql.
 */
export type TypedDocument<Result, Variables> = string & {
  /** Never set at run time; carries the types, like the string documents of graphql-codegen. */
  readonly __apiType?: (variables: Variables) => Result;
};

/** The type of a document's result. */
export type ResultOf<Document> = Document extends { readonly __apiType?: (variables: never) => infer Result }
  ? Result
  : never;

/** The type of a document's variables. */
export type VariablesOf<Document> = Document extends { readonly __apiType?: (variables: infer V) => unknown }
  ? V
  : never;

/** An access token with its refresh token, as the server returns them. */
export interface TokenPair {
  readonly accessToken: string;
  /** In seconds from the response on. */
  readonly expiresIn: number;
  /** Null when it is in a cookie. */
  readonly refreshToken: string | null;
  readonly sessionId: string;
}

/** The name of a role: one of Cordon, or one that the server adds with `extend enum Role`. */
export type Role = 'USER' | 'SUPPORT' | 'ADMIN' | (string & Record<never, never>);

/** An error that the caller can handle; docs/errors.md lists the codes. */
export interface UserError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly field: readonly string[] | null;
  /** Seconds to wait before the same call can succeed; null when not known. */
  readonly retryAfter: number | null;
  /** Details of the violated limit, such as `{ minLength: 12 }`; null without any. */
  readonly params: Readonly<Record<string, unknown>> | null;
}

/** The user fields that the documents select. */
export interface Person {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly fullName: string | null;
  readonly role: Role;
  readonly permissions: readonly string[];
}

/** The common part of all mutation payloads. */
export interface Payload {
  readonly ok: boolean;
  readonly userErrors: readonly UserError[];
}

/** The payload of refreshToken; the tokens are null when it was refused. */
export interface TokensPayload extends Payload {
  readonly tokens: TokenPair | null;
}

/** The payload of signUp. */
export interface SignUpPayload extends TokensPayload {
  /** True: the user got a mail, and `tokens` and `user` are null. */
  readonly verificationRequired: boolean;
  readonly user: Person | null;
}

/** The payload of login. */
export interface LoginPayload extends TokensPayload {
  readonly user: Person | null;
  readonly status: 'COMPLETE' | 'MFA_REQUIRED' | 'PASSWORD_CHANGE_REQUIRED' | 'FAILED';
  /** What completeMfa and completeMfaWithPasskey answer, with MFA_REQUIRED only. */
  readonly mfaChallenge: MfaChallenge | null;
  /** The token for resetPassword, with PASSWORD_CHANGE_REQUIRED only. */
  readonly passwordChangeToken: string | null;
}

/** How a second factor is proven. */
export type MfaMethod = 'TOTP' | 'RECOVERY_CODE' | 'PASSKEY';

/** What a login waits for; valid for five minutes. */
export interface MfaChallenge {
  readonly id: string;
  /** The methods of the user; one of them is enough. */
  readonly methods: readonly MfaMethod[];
  readonly expiresAt: string;
  /** The options of the browser for a user with passkeys; null without one. */
  readonly passkeyOptions: Readonly<Record<string, unknown>> | null;
}

/** The payload of logout. */
export interface LogoutPayload extends Payload {
  readonly revokedSessions: number;
}

/** Where the refresh token is delivered: in the response body, or in a cookie that no script can read. */
export type TokenDelivery = 'BODY' | 'COOKIE';

/** The input of login. */
export interface LoginInput {
  readonly username: string;
  readonly password: string;
  readonly scope?: readonly string[];
  readonly deviceName?: string;
  readonly delivery?: TokenDelivery;
}

/** The input of completeMfa: a code, or the response of the browser to the options of the challenge. */
export interface CompleteMfaInput {
  readonly challengeId: string;
  readonly method: MfaMethod;
  readonly code?: string;
  readonly passkeyResponse?: Readonly<Record<string, unknown>>;
  readonly delivery?: TokenDelivery;
}

/** The input of signUp. */
export interface SignUpInput {
  readonly username: string;
  readonly email: string;
  readonly password: string;
  readonly fullName?: string;
  readonly locale?: string;
  readonly delivery?: TokenDelivery;
}

/** The input of refreshToken; without a token the cookie is used. */
export interface RefreshInput {
  readonly refreshToken?: string;
  readonly delivery?: TokenDelivery;
}

/** The input of logout: the current session, the other sessions of the user, or all. */
export interface LogoutInput {
  readonly scope?: 'CURRENT' | 'OTHERS' | 'ALL';
  readonly refreshToken?: string;
}

const tokens = 'tokens { accessToken expiresIn refreshToken sessionId }';
const userErrors = 'userErrors { code message field retryAfter params }';
const mfaChallenge = 'mfaChallenge { id methods expiresAt passkeyOptions }';
const userFields = '{ id username email fullName role permissions }';

/** The fields of LoginPayload. */
export const loginFields: string = `{ ok status passwordChangeToken ${mfaChallenge} ${tokens} user ${userFields} ${userErrors} }`;

/** Signs in a user. */
export const loginDocument: TypedDocument<{ readonly login: LoginPayload }, { readonly input: LoginInput }> =
  `mutation Login($input: LoginInput!) { login(input: $input) ${loginFields} }`;

/** Completes a login with a second factor. */
export const completeMfaDocument: TypedDocument<
  { readonly completeMfa: LoginPayload },
  { readonly input: CompleteMfaInput }
> = `mutation CompleteMfa($input: CompleteMfaInput!) { completeMfa(input: $input) ${loginFields} }`;

/** Creates an account. */
export const signUpDocument: TypedDocument<
  { readonly signUp: SignUpPayload },
  { readonly input: SignUpInput }
> =
  `mutation SignUp($input: SignUpInput!) { signUp(input: $input) { ok verificationRequired ${tokens} user ${userFields} ${userErrors} } }`;

/** Exchanges a refresh token for new tokens; the client does so by itself. */
export const refreshTokenDocument: TypedDocument<
  { readonly refreshToken: TokensPayload },
  { readonly input: RefreshInput }
> =
  `mutation RefreshToken($input: RefreshInput!) { refreshToken(input: $input) { ok ${tokens} ${userErrors} } }`;

/** Ends sessions. */
export const logoutDocument: TypedDocument<
  { readonly logout: LogoutPayload },
  { readonly input: LogoutInput }
> = `mutation Logout($input: LogoutInput) { logout(input: $input) { ok revokedSessions ${userErrors} } }`;

/** Returns the signed-in user; null together with an UNAUTHENTICATED error. */
export const meDocument: TypedDocument<
  { readonly me: Person | null },
  Readonly<Record<string, never>>
> = `query Me { me ${userFields} }`;
