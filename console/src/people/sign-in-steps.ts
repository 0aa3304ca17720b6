import { client } from '../api/client.js';
import { mutate, type UserError } from '../api/send.js';
import { askForPasskey } from '../api/webauthn.js';
import { t } from '../texts/index.js';
import { goOn } from './return-address.js';
import {
  finishPasskeySignIn,
  type OutcomeFragment,
  proveFactor,
  setPassword,
  signIn,
  startPasskeySignIn,
} from './sign-in.documents.js';

type Challenge = NonNullable<OutcomeFragment['mfaChallenge']>;

/** What the sign-in page asks for. */
export type Step =
  | { readonly kind: 'password'; readonly problem?: UserError }
  /** The password is right; a second factor is missing. */
  | { readonly kind: 'factor'; readonly username: string; readonly challenge: Challenge }
  /** The password is right, but was given to the person by somebody else. */
  | { readonly kind: 'change'; readonly username: string; readonly token: string };

/** The next step, or what is wrong with this one. Without both, the page is being left. */
export interface StepOutcome {
  readonly step?: Step;
  readonly errors: readonly UserError[];
}

/** Sends the name and the password. */
export async function sendPassword(username: string, password: string): Promise<StepOutcome> {
  const input = { username, password, delivery: 'COOKIE' } as const;
  const { login } = await mutate(signIn, { input }, { anonymous: true });
  return read(login, username);
}

/** What proves a second factor. */
export type FactorProof =
  | { readonly method: 'TOTP' | 'RECOVERY_CODE'; readonly code: string }
  | { readonly method: 'PASSKEY'; readonly passkeyResponse: Readonly<Record<string, unknown>> };

/** Sends what proves the second factor. */
export async function sendFactor(
  { username, challenge }: Extract<Step, { kind: 'factor' }>,
  proof: FactorProof,
): Promise<StepOutcome> {
  const input = { challengeId: challenge.id, ...proof, delivery: 'COOKIE' } as const;
  const { completeMfa } = await mutate(proveFactor, { input }, { anonymous: true });
  const expired = completeMfa.userErrors.find(({ code: reason }) => reason === 'MFA_CHALLENGE_EXPIRED');
  if (expired !== undefined) return { step: { kind: 'password', problem: expired }, errors: [] };
  return read(completeMfa, username);
}

/** Signs in with a passkey alone. Returns what went wrong in the browser as text. */
export async function signInWithPasskey(): Promise<StepOutcome & { readonly problem?: string }> {
  const { startPasskeyLogin: started } = await mutate(startPasskeySignIn, {}, { anonymous: true });
  if (started.challengeId === null) return { errors: started.userErrors };
  const ceremony = await askForPasskey(started.options);
  if (ceremony.kind !== 'done') return { errors: [], problem: t().signIn.passkeyFailures[ceremony.kind] };
  const input = {
    challengeId: started.challengeId,
    response: ceremony.response,
    delivery: 'COOKIE',
  } as const;
  const { finishPasskeyLogin } = await mutate(finishPasskeySignIn, { input }, { anonymous: true });
  return read(finishPasskeyLogin, '');
}

/** Chooses the new password, and signs in with it. */
export async function sendNewPassword(
  { username, token }: Extract<Step, { kind: 'change' }>,
  newPassword: string,
): Promise<StepOutcome> {
  const input = { token, newPassword };
  const { resetPassword } = await mutate(setPassword, { input }, { anonymous: true });
  return resetPassword.ok ? sendPassword(username, newPassword) : { errors: resetPassword.userErrors };
}

function read(outcome: OutcomeFragment, username: string): StepOutcome {
  const { tokens, user, mfaChallenge: challenge, passwordChangeToken: token } = outcome;
  if (tokens !== null) {
    client.adopt(tokens);
    goOn(user?.role ?? 'USER');
    return { errors: [] };
  }
  if (challenge !== null) return { step: { kind: 'factor', username, challenge }, errors: [] };
  if (token !== null) return { step: { kind: 'change', username, token }, errors: [] };
  return { errors: outcome.userErrors };
}
