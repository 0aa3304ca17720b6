import { challengeTtlSeconds } from './challenges.js';
import { type Passkey, userHandleOf } from './passkey.js';
import { supportedAlgorithms } from './verify-responses.js';

/** Options for `PublicKeyCredential.parseCreationOptionsFromJSON` and `parseRequestOptionsFromJSON`. */
export type PasskeyOptions = Readonly<Record<string, unknown>>;

const timeout = challengeTtlSeconds * 1000;

/**
 * Returns the options of a registration: a passkey that can be found without a username, on an authenticator
 * that verifies its user and has none of this user's passkeys yet.
 */
export function registrationOptions(
  domain: string,
  user: Pick<Passkey, 'userId'> & { readonly username: string; readonly fullName: string | null },
  challenge: Uint8Array,
  existing: readonly Passkey[],
): PasskeyOptions {
  return {
    rp: { id: domain, name: domain },
    user: {
      id: base64url(userHandleOf(user.userId)),
      name: user.username,
      displayName: user.fullName ?? user.username,
    },
    challenge: base64url(challenge),
    pubKeyCredParams: supportedAlgorithms.map((alg) => ({ type: 'public-key', alg })),
    timeout,
    excludeCredentials: existing.map(descriptorOf),
    authenticatorSelection: {
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: 'required',
    },
    attestation: 'none',
  };
}

/** Returns the options of a sign-in: with one of these passkeys, or with any when the user is not known. */
export function assertionOptions(
  domain: string,
  challenge: Uint8Array,
  userVerification: 'required' | 'preferred',
  allowed: readonly Passkey[] | null,
): PasskeyOptions {
  return {
    rpId: domain,
    challenge: base64url(challenge),
    timeout,
    userVerification,
    ...(allowed === null ? {} : { allowCredentials: allowed.map(descriptorOf) }),
  };
}

function descriptorOf({ credentialId, transports }: Passkey) {
  return { type: 'public-key', id: credentialId, transports };
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
