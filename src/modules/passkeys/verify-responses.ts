import type { Passkey } from './passkey.js';
import { type RelyingParty, requireDomain } from './relying-party.js';
import type { AssertionResponse, RegistrationResponse } from './webauthn-responses.js';

/** The COSE algorithms that all browsers offer: EdDSA, ES256 and RS256. */
export const supportedAlgorithms: number[] = [-8, -7, -257];

/**
 * Loads the library, which takes about 0.2 seconds, when a passkey is used for the first time. Called before
 * a transaction that verifies a response.
 */
export async function loadWebauthn(): Promise<Webauthn> {
  const [server, helpers] = await Promise.all([
    import('@simplewebauthn/server'),
    import('@simplewebauthn/server/helpers'),
  ]);
  return { ...server, ...helpers };
}

type Webauthn = typeof import('@simplewebauthn/server') & typeof import('@simplewebauthn/server/helpers');

/** What an authenticator has signed. */
export interface VerifiedAssertion {
  readonly signCount: number;
  readonly backedUp: boolean;
  /** True when the authenticator has verified its user with a PIN or a biometric. */
  readonly userVerified: boolean;
}

/** The part of a passkey that its authenticator decides. */
export type VerifiedRegistration = Pick<
  Passkey,
  'credentialId' | 'publicKey' | 'signCount' | 'transports' | 'backupEligible' | 'backedUp'
>;

/**
 * Verifies a sign-in by WebAuthn Level 3, section 7.2: type, challenge, origin, domain, user presence, backup
 * state and signature. Returns null when anything is wrong. The caller compares the counter and requires user
 * verification. The library is given 0 for the counter, because it compares it before the signature, and a
 * forged response must not be taken for a cloned authenticator.
 */
export async function verifyAssertion(
  relyingParty: RelyingParty,
  { id, response }: AssertionResponse,
  challenge: Uint8Array,
  passkey: Passkey,
): Promise<VerifiedAssertion | null> {
  const expected = expectations(relyingParty, challenge);
  const webauthn = await loadWebauthn();
  try {
    if (isCrossOrigin(webauthn, response.clientDataJSON)) return null;
    const { clientDataJSON, authenticatorData, signature } = response;
    const signed = { clientDataJSON, authenticatorData, signature };
    const { verified, authenticationInfo } = await webauthn.verifyAuthenticationResponse({
      ...expected,
      response: { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response: signed },
      requireUserVerification: false,
      credential: { id: passkey.credentialId, publicKey: passkey.publicKey, counter: 0 },
    });
    const { newCounter, credentialBackedUp, credentialDeviceType, userVerified } = authenticationInfo;
    if (!verified || (credentialDeviceType === 'multiDevice') !== passkey.backupEligible) return null;
    return { signCount: newCounter, backedUp: credentialBackedUp, userVerified };
  } catch {
    // The library throws for every response that is not as it must be.
    return null;
  }
}

/**
 * Verifies a registration by WebAuthn Level 3, section 7.1; the authenticator must have verified its user,
 * and the key must be usable.
 * Returns null when anything is wrong. No attestation is requested, so one with a certificate is refused:
 * nothing depends on the model, and nobody can make the server follow the addresses in a certificate.
 */
export async function verifyRegistration(
  relyingParty: RelyingParty,
  { id, response }: RegistrationResponse,
  challenge: Uint8Array,
): Promise<VerifiedRegistration | null> {
  const expected = expectations(relyingParty, challenge);
  const webauthn = await loadWebauthn();
  const { clientDataJSON, attestationObject, transports } = response;
  try {
    if (isCrossOrigin(webauthn, clientDataJSON) || hasCertificate(webauthn, attestationObject)) return null;
    const { verified, registrationInfo } = await webauthn.verifyRegistrationResponse({
      ...expected,
      response: {
        id,
        rawId: id,
        type: 'public-key',
        clientExtensionResults: {},
        response: { clientDataJSON, attestationObject },
      },
      requireUserVerification: true,
      supportedAlgorithmIDs: supportedAlgorithms,
    });
    if (!verified || registrationInfo.credential.id !== id) return null;
    const { credential, credentialBackedUp, credentialDeviceType } = registrationInfo;
    // Nothing was signed with the key yet: throws for one that no signature can be verified with, such as a
    // point that is not on its curve. With it, its user would be locked out.
    await webauthn.verifySignature({
      signature: anySignature,
      data: challenge.slice(),
      credentialPublicKey: credential.publicKey,
    });
    return {
      credentialId: id,
      publicKey: new Uint8Array(credential.publicKey),
      signCount: credential.counter,
      transports,
      backupEligible: credentialDeviceType === 'multiDevice',
      backedUp: credentialBackedUp,
    };
  } catch {
    return null;
  }
}

/** A signature in DER (RFC 3279, section 2.2.3) that verifies nothing. */
const anySignature = Uint8Array.of(0x30, 6, 2, 1, 1, 2, 1, 1);

function expectations(relyingParty: RelyingParty, challenge: Uint8Array) {
  return {
    expectedChallenge: Buffer.from(challenge).toString('base64url'),
    expectedOrigin: [...relyingParty.origins()],
    expectedRPID: requireDomain(relyingParty),
  };
}

/** A page inside a frame of another site may be clicked without its user knowing. */
function isCrossOrigin(webauthn: Webauthn, clientDataJson: string): boolean {
  const { crossOrigin, topOrigin } = webauthn.decodeClientDataJSON(clientDataJson);
  return (crossOrigin ?? false) !== false || topOrigin !== undefined;
}

function hasCertificate(webauthn: Webauthn, attestationObject: string): boolean {
  const bytes = new Uint8Array(Buffer.from(attestationObject, 'base64url'));
  const attestation = webauthn.decodeAttestationObject(bytes);
  const format = attestation.get('fmt');
  return format !== 'none' && (format !== 'packed' || attestation.get('attStmt').get('x5c') !== undefined);
}
