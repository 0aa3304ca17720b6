import {
  type LoginPayload,
  loginFields,
  type Payload,
  type TokenDelivery,
  type TypedDocument,
} from './documents.js';
import type { PasskeyOptions, PasskeyResponse } from './webauthn.js';

type NoVariables = Readonly<Record<string, never>>;

/** A passkey of the signed-in user. */
export interface Passkey {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  /** True when it is copied to other devices. */
  readonly backedUp: boolean;
}

/** A started registration; null members when it was refused. */
export interface PasskeyRegistrationPayload extends Payload {
  readonly registrationId: string | null;
  readonly options: PasskeyOptions | null;
}

/** The payload of finishPasskeyRegistration. */
export interface PasskeyPayload extends Payload {
  readonly passkey: Passkey | null;
}

/** A started proof with a passkey; null members when it was refused. */
export interface PasskeyChallengePayload extends Payload {
  readonly challengeId: string | null;
  readonly options: PasskeyOptions | null;
}

/** The input of finishPasskeyRegistration. */
export interface FinishPasskeyRegistrationInput {
  readonly registrationId: string;
  readonly response: PasskeyResponse;
  readonly name?: string;
}

/** The response to a started proof. */
export interface PasskeyProofInput {
  readonly challengeId: string;
  readonly response: PasskeyResponse;
}

/** The input of finishPasskeyLogin. */
export interface FinishPasskeyLoginInput extends PasskeyProofInput {
  readonly scope?: readonly string[];
  readonly deviceName?: string;
  readonly delivery?: TokenDelivery;
}

const userErrors = 'userErrors { code message field retryAfter params }';

/** Starts the registration of a passkey; registerPasskey does so by itself. */
export const startPasskeyRegistrationDocument: TypedDocument<
  { readonly startPasskeyRegistration: PasskeyRegistrationPayload },
  NoVariables
> =
  `mutation StartPasskeyRegistration { startPasskeyRegistration { ok registrationId options ${userErrors} } }`;

/** Stores a registered passkey; registerPasskey does so by itself. */
export const finishPasskeyRegistrationDocument: TypedDocument<
  { readonly finishPasskeyRegistration: PasskeyPayload },
  { readonly input: FinishPasskeyRegistrationInput }
> =
  `mutation FinishPasskeyRegistration($input: FinishPasskeyRegistrationInput!) { finishPasskeyRegistration(input: $input) { ok passkey { id name createdAt lastUsedAt backedUp } ${userErrors} } }`;

/** Starts a sign-in with a passkey; signInWithPasskey does so by itself. */
export const startPasskeyLoginDocument: TypedDocument<
  { readonly startPasskeyLogin: PasskeyChallengePayload },
  NoVariables
> = `mutation StartPasskeyLogin { startPasskeyLogin { ok challengeId options ${userErrors} } }`;

/** Completes a sign-in with a passkey; signInWithPasskey does so by itself. */
export const finishPasskeyLoginDocument: TypedDocument<
  { readonly finishPasskeyLogin: LoginPayload },
  { readonly input: FinishPasskeyLoginInput }
> =
  `mutation FinishPasskeyLogin($input: FinishPasskeyLoginInput!) { finishPasskeyLogin(input: $input) ${loginFields} }`;

/** Starts a reauthentication with a passkey; reauthenticateWithPasskey does so by itself. */
export const startPasskeyReauthenticationDocument: TypedDocument<
  { readonly startPasskeyReauthentication: PasskeyChallengePayload },
  NoVariables
> =
  `mutation StartPasskeyReauthentication { startPasskeyReauthentication { ok challengeId options ${userErrors} } }`;

/** Completes a reauthentication with a passkey; reauthenticateWithPasskey does so by itself. */
export const passkeyReauthenticationDocument: TypedDocument<
  { readonly reauthenticate: Payload },
  { readonly passkey: PasskeyProofInput }
> =
  `mutation Reauthenticate($passkey: PasskeyProofInput) { reauthenticate(passkey: $passkey) { ok ${userErrors} } }`;
