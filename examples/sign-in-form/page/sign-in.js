/**
 * The steps of a sign-in. Each function sends one answer of the user and returns what the page shows next:
 * `{ step: 'signed-in', user }`, `{ step: 'second-factor', challenge }`, `{ step: 'change-password', token }`, or
 * `{ step: 'again', message }` to stay where it is.
 */

/** Signs in with a username and a password. */
export function signInWithPassword(client, username, password) {
  return next(() => client.login({ username, password }));
}

/** Signs in with a passkey alone. */
export function signInWithPasskey(client) {
  return next(() => client.signInWithPasskey());
}

/** Answers the second factor with a code: of an authenticator app, or one of the recovery codes. */
export function answerCode(client, challenge, text) {
  const code = text.trim();
  const method = /^[0-9 ]+$/.test(code) ? 'TOTP' : 'RECOVERY_CODE';
  return next(() => client.completeMfa({ challengeId: challenge.id, method, code }));
}

/** Answers the second factor with a passkey. */
export function answerPasskey(client, challenge) {
  return next(() => client.completeMfaWithPasskey(challenge));
}

/** Adds a passkey to the account of the signed-in user; returns what to tell them. */
export async function addPasskey(client, name) {
  try {
    const { ok, userErrors } = await client.registerPasskey({ name });
    return ok ? 'The passkey was added.' : messageOf(userErrors);
  } catch (error) {
    if (isStepUp(error)) return 'Sign in again to add a passkey.';
    return messageOfPrompt(error);
  }
}

async function next(send) {
  try {
    const { status, user, mfaChallenge, passwordChangeToken, userErrors } = await send();
    if (status === 'COMPLETE') return { step: 'signed-in', user };
    if (status === 'MFA_REQUIRED') return { step: 'second-factor', challenge: mfaChallenge };
    if (status === 'PASSWORD_CHANGE_REQUIRED') return { step: 'change-password', token: passwordChangeToken };
    // A challenge that has expired cannot be answered any more: the page starts again.
    const isOver = userErrors.some(({ code }) => code === 'MFA_CHALLENGE_EXPIRED');
    return { step: isOver ? 'start' : 'again', message: messageOf(userErrors) };
  } catch (error) {
    return { step: 'again', message: messageOfPrompt(error) };
  }
}

const messages = {
  INVALID_CREDENTIALS: 'That did not work. Try again.',
  MFA_CODE_INVALID: 'That was not accepted. Try again.',
  MFA_CHALLENGE_EXPIRED: 'That took too long. Sign in again.',
  ACCOUNT_DISABLED: 'This account is disabled.',
  LIMIT_EXCEEDED: 'You have too many passkeys. Remove one first.',
};

function messageOf([{ code, message, retryAfter }]) {
  if (code === 'TOO_MANY_ATTEMPTS') return `Too many attempts. Wait ${retryAfter} seconds.`;
  return messages[code] ?? message;
}

/** The errors of the browser have names (WebAuthn Level 3); any other is of the network or the server. */
function messageOfPrompt({ name }) {
  if (name === 'NotAllowedError') return 'No passkey was used.';
  if (name === 'InvalidStateError') return 'This device has a passkey of yours already.';
  return 'The server could not be reached. Try again.';
}

function isStepUp({ errors = [] }) {
  return errors.some(({ extensions }) => extensions?.code === 'STEP_UP_REQUIRED');
}
