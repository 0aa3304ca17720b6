import type { HttpResult } from '../../helpers/http-client.js';
import { sendGraphql, valueAt } from '../../helpers/http-client.js';
import { goodPassword, type RunningServer, type SignedInUser } from '../../helpers/sign-in.js';
import {
  type CeremonyOptions,
  createSoftwareAuthenticator,
  type Deviations,
  type SoftwareAuthenticator,
  type SoftwareAuthenticatorOptions,
} from '../../helpers/software-authenticator.js';

/** Requests of the tests of passkeys, sent to a running server. */

/** The origin of the pages of a development server, where browsers offer passkeys. */
export function pageOrigin({ url }: RunningServer): string {
  return url.replace('127.0.0.1', 'localhost');
}

export function newAuthenticator(
  server: RunningServer,
  options: Partial<SoftwareAuthenticatorOptions> = {},
): SoftwareAuthenticator {
  return createSoftwareAuthenticator({ origin: pageOrigin(server), ...options });
}

const startRegistrationMutation =
  'mutation { startPasskeyRegistration { ok registrationId options userErrors { code params } } }';

/** A started registration. */
export interface StartedRegistration {
  readonly registrationId: string;
  readonly options: CeremonyOptions;
}

export function sendStartRegistration(server: RunningServer, token: string): Promise<HttpResult> {
  return sendGraphql(server.url, startRegistrationMutation, { token });
}

export async function startRegistration(
  server: RunningServer,
  user: Pick<SignedInUser, 'accessToken'>,
): Promise<StartedRegistration> {
  const { body } = await sendStartRegistration(server, user.accessToken);
  // The shape of the mutation above.
  return valueAt(body, 'data', 'startPasskeyRegistration') as StartedRegistration;
}

const finishRegistrationMutation = `mutation ($input: FinishPasskeyRegistrationInput!) {
  finishPasskeyRegistration(input: $input) {
    ok passkey { id name createdAt lastUsedAt backedUp } userErrors { code field params }
  }
}`;

export function finishRegistration(
  server: RunningServer,
  user: Pick<SignedInUser, 'accessToken'>,
  input: Readonly<Record<string, unknown>>,
): Promise<HttpResult> {
  return sendGraphql(server.url, finishRegistrationMutation, {
    variables: { input },
    token: user.accessToken,
  });
}

/** Registers a passkey and returns the response of the server. */
export async function register(
  server: RunningServer,
  user: Pick<SignedInUser, 'accessToken'>,
  authenticator: SoftwareAuthenticator,
  { name, ...deviations }: Deviations & { readonly name?: string } = {},
): Promise<HttpResult> {
  const { registrationId, options } = await startRegistration(server, user);
  const response = authenticator.register(options, deviations);
  return finishRegistration(server, user, {
    registrationId,
    response,
    ...(name === undefined ? {} : { name }),
  });
}

/** Registers a passkey and returns its id. */
export async function registeredId(
  server: RunningServer,
  user: Pick<SignedInUser, 'accessToken'>,
  authenticator: SoftwareAuthenticator,
): Promise<string> {
  const { body } = await register(server, user, authenticator);
  return String(valueAt(body, 'data', 'finishPasskeyRegistration', 'passkey', 'id'));
}

/** A started proof. */
export interface StartedProof {
  readonly challengeId: string;
  readonly options: CeremonyOptions;
}

export async function startLogin({ url }: RunningServer): Promise<StartedProof> {
  const { body } = await sendGraphql(url, 'mutation { startPasskeyLogin { ok challengeId options } }');
  // The shape of the mutation above.
  return valueAt(body, 'data', 'startPasskeyLogin') as StartedProof;
}

const payloadFields = `ok status tokens { accessToken refreshToken sessionId scope } user { id username }
  mfaChallenge { id methods passkeyOptions } passwordChangeToken userErrors { code message field }`;

export function finishLogin(
  { url }: RunningServer,
  input: Readonly<Record<string, unknown>>,
): Promise<HttpResult> {
  const query = `mutation ($input: FinishPasskeyLoginInput!) { finishPasskeyLogin(input: $input) { ${payloadFields} } }`;
  return sendGraphql(url, query, { variables: { input } });
}

/** Signs in with a passkey and returns the response of the server. */
export async function loginWithPasskey(
  server: RunningServer,
  authenticator: SoftwareAuthenticator,
  deviations: Deviations = {},
  input: Readonly<Record<string, unknown>> = {},
): Promise<HttpResult> {
  const { challengeId, options } = await startLogin(server);
  return finishLogin(server, { challengeId, response: authenticator.sign(options, deviations), ...input });
}

/** Signs in with a password; returns the challenge for a user with a second factor. */
export function loginWithPassword({ url }: RunningServer, username: string): Promise<HttpResult> {
  const query = `mutation ($input: LoginInput!) { login(input: $input) { ${payloadFields} } }`;
  return sendGraphql(url, query, { variables: { input: { username, password: goodPassword } } });
}

export function completeMfa(
  { url }: RunningServer,
  input: Readonly<Record<string, unknown>>,
): Promise<HttpResult> {
  const query = `mutation ($input: CompleteMfaInput!) { completeMfa(input: $input) { ${payloadFields} } }`;
  return sendGraphql(url, query, { variables: { input } });
}

export async function startReauthentication({ url }: RunningServer, token: string): Promise<StartedProof> {
  const query = 'mutation { startPasskeyReauthentication { ok challengeId options } }';
  const { body } = await sendGraphql(url, query, { token });
  // The shape of the mutation above.
  return valueAt(body, 'data', 'startPasskeyReauthentication') as StartedProof;
}

export function reauthenticate(
  { url }: RunningServer,
  token: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<HttpResult> {
  const query = `mutation ($password: String, $totpCode: String, $passkey: PasskeyProofInput) {
    reauthenticate(password: $password, totpCode: $totpCode, passkey: $passkey) { ok userErrors { code field } }
  }`;
  return sendGraphql(url, query, { variables, token });
}

/** Returns the assurance and the methods of the session of a token. */
export async function sessionOf({ url }: RunningServer, token: string): Promise<unknown> {
  const { body } = await sendGraphql(url, '{ mySession { assurance authMethods deviceName } }', { token });
  return valueAt(body, 'data', 'mySession');
}
