import {
  type CompleteMfaInput,
  completeMfaDocument,
  type LoginPayload,
  type MfaChallenge,
  type Payload,
  type TokenDelivery,
  type TokenPair,
  type UserError,
} from './documents.js';
import type { SendOperation } from './operations.js';
import {
  finishPasskeyLoginDocument,
  finishPasskeyRegistrationDocument,
  type PasskeyPayload,
  passkeyReauthenticationDocument,
  startPasskeyLoginDocument,
  startPasskeyReauthenticationDocument,
  startPasskeyRegistrationDocument,
} from './passkey-documents.js';
import { createPasskey, type PasskeyOptions, type PasskeyPrompt, readPasskey } from './webauthn.js';

/** Options of signInWithPasskey. */
export interface PasskeyLoginOptions extends PasskeyPrompt {
  readonly scope?: readonly string[];
  readonly deviceName?: string;
  /**
   * Offers passkeys in the suggestions of an input field with `autocomplete="username webauthn"` instead of a
   * dialog. The challenge is valid for five minutes: abort the call with its signal and repeat it before.
   */
  readonly autofill?: boolean;
}

/** Options of registerPasskey. */
export interface PasskeyRegistrationOptions extends PasskeyPrompt {
  /** A name for the list of passkeys. */
  readonly name?: string;
}

/** The part of the client that uses second factors and passkeys. */
export interface PasskeyClient {
  /**
   * Signs in with a passkey, without a username, and keeps the tokens on success. Rejects as `send` does, and
   * with the DOMException of the browser: NotAllowedError when the user cancels.
   */
  signInWithPasskey(options?: PasskeyLoginOptions): Promise<LoginPayload>;
  /** Completes a login that answered MFA_REQUIRED and keeps the tokens on success. Rejects as `send` does. */
  completeMfa(input: Omit<CompleteMfaInput, 'delivery'>): Promise<LoginPayload>;
  /** Like completeMfa, with a passkey of the user. Rejects as signInWithPasskey does. */
  completeMfaWithPasskey(challenge: MfaChallenge, prompt?: PasskeyPrompt): Promise<LoginPayload>;
  /**
   * Adds a passkey to the account of the signed-in user, who must have authenticated in the last ten minutes.
   * Rejects as `send` does, and with the DOMException of the browser: NotAllowedError when the user cancels,
   * InvalidStateError when the device has a passkey of this user already.
   */
  registerPasskey(options?: PasskeyRegistrationOptions): Promise<PasskeyPayload>;
  /** Proves again who the user is, after STEP_UP_REQUIRED. Rejects as signInWithPasskey does. */
  reauthenticateWithPasskey(prompt?: PasskeyPrompt): Promise<Payload>;
}

export interface PasskeyClientOptions {
  readonly delivery: TokenDelivery;
  /** Sends with the access token. */
  readonly send: SendOperation;
  readonly sendUnauthenticated: SendOperation;
  readonly storeTokens: (pair: TokenPair | null) => void;
}

export function createPasskeyClient(clientOptions: PasskeyClientOptions): PasskeyClient {
  const { send, sendUnauthenticated, storeTokens } = clientOptions;
  const delivery = clientOptions.delivery === 'COOKIE' ? ({ delivery: 'COOKIE' } as const) : {};
  const completeMfa: PasskeyClient['completeMfa'] = async (input) => {
    const answer = await sendUnauthenticated(completeMfaDocument, { input: { ...input, ...delivery } });
    storeTokens(answer.completeMfa.tokens);
    return answer.completeMfa;
  };
  return {
    completeMfa,
    completeMfaWithPasskey: async ({ id, passkeyOptions }, prompt = {}) => {
      const passkeyResponse = await readPasskey(requireOptions(passkeyOptions), prompt);
      return completeMfa({ challengeId: id, method: 'PASSKEY', passkeyResponse });
    },
    signInWithPasskey: async ({ scope, deviceName, ...prompt } = {}) => {
      const { startPasskeyLogin: started } = await sendUnauthenticated(startPasskeyLoginDocument, {});
      const { challengeId, options, userErrors } = started;
      if (challengeId === null) return failedLogin(userErrors);
      const response = await readPasskey(requireOptions(options), prompt);
      const { finishPasskeyLogin } = await sendUnauthenticated(finishPasskeyLoginDocument, {
        input: {
          challengeId,
          response,
          ...(scope === undefined ? {} : { scope }),
          ...(deviceName === undefined ? {} : { deviceName }),
          ...delivery,
        },
      });
      storeTokens(finishPasskeyLogin.tokens);
      return finishPasskeyLogin;
    },
    registerPasskey: async ({ name, ...prompt } = {}) => {
      const { startPasskeyRegistration: started } = await send(startPasskeyRegistrationDocument, {});
      const { registrationId, options, userErrors } = started;
      if (registrationId === null) return { ok: false, passkey: null, userErrors };
      const response = await createPasskey(requireOptions(options), prompt);
      const input = { registrationId, response, ...(name === undefined ? {} : { name }) };
      return (await send(finishPasskeyRegistrationDocument, { input })).finishPasskeyRegistration;
    },
    reauthenticateWithPasskey: async (prompt = {}) => {
      const started = await send(startPasskeyReauthenticationDocument, {});
      const { challengeId, options, userErrors } = started.startPasskeyReauthentication;
      if (challengeId === null) return { ok: false, userErrors };
      const response = await readPasskey(requireOptions(options), prompt);
      return (await send(passkeyReauthenticationDocument, { passkey: { challengeId, response } }))
        .reauthenticate;
    },
  };
}

function requireOptions(options: PasskeyOptions | null): PasskeyOptions {
  if (options === null) throw new TypeError('The server has sent no options for a passkey.');
  return options;
}

function failedLogin(userErrors: readonly UserError[]): LoginPayload {
  return {
    ok: false,
    status: 'FAILED',
    mfaChallenge: null,
    passwordChangeToken: null,
    tokens: null,
    user: null,
    userErrors,
  };
}
