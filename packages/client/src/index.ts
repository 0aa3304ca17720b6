/**
 * The client library: keeps access tokens fresh for Apollo Client, urql and plain fetch, in all tabs of a
 * browser, with one refresh at a time. Uses web standards only, and imports neither a package nor the server.
 */
export { type CordonClient, type CordonClientOptions, createCordonClient } from './client.js';
export type { OperationDocument } from './document-text.js';
export {
  type CompleteMfaInput,
  completeMfaDocument,
  type LoginInput,
  type LoginPayload,
  type LogoutInput,
  type LogoutPayload,
  loginDocument,
  logoutDocument,
  type MfaChallenge,
  type MfaMethod,
  meDocument,
  type Payload,
  type Person,
  type RefreshInput,
  type ResultOf,
  type Role,
  refreshTokenDocument,
  type SignUpInput,
  type SignUpPayload,
  signUpDocument,
  type TokenDelivery,
  type TokenPair,
  type TokensPayload,
  type TypedDocument,
  type UserError,
  type VariablesOf,
} from './documents.js';
export type { ErrorCode } from './error-code.js';
export type { HeldTokens, TokenStorage } from './held-tokens.js';
export { type Fetch, OperationError, type SendOperation } from './operations.js';
export {
  type FinishPasskeyLoginInput,
  type FinishPasskeyRegistrationInput,
  finishPasskeyLoginDocument,
  finishPasskeyRegistrationDocument,
  type Passkey,
  type PasskeyChallengePayload,
  type PasskeyPayload,
  type PasskeyProofInput,
  type PasskeyRegistrationPayload,
  passkeyReauthenticationDocument,
  startPasskeyLoginDocument,
  startPasskeyReauthenticationDocument,
  startPasskeyRegistrationDocument,
} from './passkey-documents.js';
export type { PasskeyClient, PasskeyLoginOptions, PasskeyRegistrationOptions } from './passkeys.js';
export { browserTabs, type Tabs } from './tabs.js';
export type { ClientClock, SessionListener } from './token-holder.js';
export {
  type PasskeyOptions,
  type PasskeyPrompt,
  type PasskeyResponse,
  passkeysSupported,
} from './webauthn.js';
