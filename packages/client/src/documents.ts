/**
 * A GraphQL document that knows the types of its answer and of its variables; a plain string at run time. Takes part wherever a string does:
 * `gql(loginDocument)` for Apollo Client, `client.mutation(loginDocument, ...)` for urql.
 */
export type TypedDocument<Result, Variables> = string & {
  /** Never there at run time; carries the types, as graphql-codegen's string documents do. */
  readonly __apiType?: (variables: Variables) => Result;
};

/** What a document answers. */
export type ResultOf<Document> = Document extends TypedDocument<infer Result, never> ? Result : never;

/** What a document must be given. */
export type VariablesOf<Document> = Document extends { readonly __apiType?: (variables: infer V) => unknown }
  ? V
  : never;

/** An access token with the refresh token that follows it, as the server answers them. */
export interface TokenPair {
  readonly accessToken: string;
  /** Seconds from the answer on. */
  readonly expiresIn: number;
  /** Null when a cookie carries it. */
  readonly refreshToken: string | null;
  readonly sessionId: string;
}

/** A problem the caller can act on; docs/errors.md has the codes. */
export interface UserError {
  readonly code: string;
  readonly message: string;
  readonly field: readonly string[] | null;
}

/** What the client knows of a person. */
export interface Person {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly fullName: string | null;
  readonly role: 'USER' | 'SUPPORT' | 'ADMIN';
  readonly permissions: readonly string[];
}

/** What every mutation answers. */
export interface Payload {
  readonly ok: boolean;
  readonly userErrors: readonly UserError[];
}

/** What refreshToken answers; the tokens are null when refused. */
export interface TokensPayload extends Payload {
  readonly tokens: TokenPair | null;
}

/** What signUp answers. */
export interface SignUpPayload extends TokensPayload {
  readonly user: Person | null;
}

/** What login answers. */
export interface LoginPayload extends SignUpPayload {
  readonly status: 'COMPLETE' | 'PASSWORD_CHANGE_REQUIRED' | 'FAILED';
  /** With PASSWORD_CHANGE_REQUIRED: for resetPassword. */
  readonly passwordChangeToken: string | null;
}

/** What logout answers. */
export interface LogoutPayload extends Payload {
  readonly revokedSessions: number;
}

/** Where the refresh token is kept: handed to the page, or in a cookie that no script can read. */
export type TokenDelivery = 'BODY' | 'COOKIE';

/** Who signs in. */
export interface LoginInput {
  readonly username: string;
  readonly password: string;
  readonly scope?: readonly string[];
  readonly deviceName?: string;
  readonly delivery?: TokenDelivery;
}

/** A new account. */
export interface SignUpInput {
  readonly username: string;
  readonly email: string;
  readonly password: string;
  readonly fullName?: string;
  readonly locale?: string;
}

/** A refresh token to trade; left out when a cookie carries it. */
export interface RefreshInput {
  readonly refreshToken?: string;
  readonly delivery?: TokenDelivery;
}

/** Which sessions to end: this one, the person's others, or all. */
export interface LogoutInput {
  readonly scope?: 'CURRENT' | 'OTHERS' | 'ALL';
  readonly refreshToken?: string;
}

const tokens = 'tokens { accessToken expiresIn refreshToken sessionId }';
const userErrors = 'userErrors { code message field }';
const person = '{ id username email fullName role permissions }';

/** Signs a person in. */
export const loginDocument: TypedDocument<{ readonly login: LoginPayload }, { readonly input: LoginInput }> =
  `mutation Login($input: LoginInput!) { login(input: $input) { ok status passwordChangeToken ${tokens} user ${person} ${userErrors} } }`;

/** Opens an account. */
export const signUpDocument: TypedDocument<
  { readonly signUp: SignUpPayload },
  { readonly input: SignUpInput }
> =
  `mutation SignUp($input: SignUpInput!) { signUp(input: $input) { ok ${tokens} user ${person} ${userErrors} } }`;

/** Trades a refresh token; the client does so by itself. */
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

/** Who the caller is; null beside an UNAUTHENTICATED error. */
export const meDocument: TypedDocument<
  { readonly me: Person | null },
  Readonly<Record<string, never>>
> = `query Me { me ${person} }`;
