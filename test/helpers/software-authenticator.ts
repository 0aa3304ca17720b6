import { createHash, randomBytes, sign } from 'node:crypto';
import { generateKeys } from './generate-keys.js';

/** The options of a ceremony, as the server sends them and browsers pass them on. */
export type CeremonyOptions = Readonly<Record<string, unknown>>;

/** What a dishonest or different authenticator or browser does otherwise. */
export interface Deviations {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  readonly type?: string;
  readonly crossOrigin?: boolean;
  readonly topOrigin?: string;
  readonly userVerified?: boolean;
  readonly userPresent?: boolean;
  readonly backedUp?: boolean;
  readonly backupEligible?: boolean;
  readonly signCount?: number;
  readonly userHandle?: string | null;
  readonly credentialId?: string;
  /** The name of an attestation format and its statement in CBOR. */
  readonly attestation?: { readonly format: string; readonly statement: Buffer };
}

/** A passkey on an authenticator in software (ES256), with the browser in front of it. */
export interface SoftwareAuthenticator {
  readonly credentialId: string;
  /** Answers the options of a registration. */
  register(options: CeremonyOptions, deviations?: Deviations): Readonly<Record<string, unknown>>;
  /** Answers the options of a sign-in, and counts the signature. */
  sign(options: CeremonyOptions, deviations?: Deviations): Readonly<Record<string, unknown>>;
}

export interface SoftwareAuthenticatorOptions {
  /** The origin of the page. */
  readonly origin: string;
  /** False: an authenticator that always reports 0, as synchronized passkeys do. */
  readonly counts?: boolean;
  readonly backupEligible?: boolean;
}

/** Creates an authenticator with a new key, for one passkey. */
export function createSoftwareAuthenticator({
  origin,
  counts = true,
  backupEligible = false,
}: SoftwareAuthenticatorOptions): SoftwareAuthenticator {
  const { privateKey, publicKey } = generateKeys();
  const { x, y } = publicKey.export({ format: 'jwk' });
  const credentialId = randomBytes(20);
  let signCount = 0;
  let userHandle: string | null = null;
  const base = { origin, backupEligible };

  return {
    credentialId: credentialId.toString('base64url'),
    register: (options, deviations = {}) => {
      userHandle = String(member(options, 'user', 'id'));
      const rpId = String(member(options, 'rp', 'id'));
      const attested = Buffer.concat([
        Buffer.alloc(16),
        Buffer.from([0, credentialId.length]),
        credentialId,
        coseKey(String(x), String(y)),
      ]);
      const authData = authenticatorData(rpId, signCount, { ...base, ...deviations }, attested);
      const { format, statement } = deviations.attestation ?? {
        format: 'none',
        statement: Buffer.from([0xa0]),
      };
      const attestationObject = Buffer.concat([
        Buffer.from([0xa3]),
        cborText('fmt'),
        cborText(format),
        cborText('attStmt'),
        statement,
        cborText('authData'),
        cborBytes(authData),
      ]);
      return credential(deviations.credentialId ?? credentialId.toString('base64url'), {
        clientDataJSON: clientData('webauthn.create', options, { ...base, ...deviations }),
        attestationObject: attestationObject.toString('base64url'),
        transports: ['internal', 'hybrid'],
      });
    },
    sign: (options, deviations = {}) => {
      if (counts) signCount += 1;
      const authData = authenticatorData(String(options['rpId']), signCount, { ...base, ...deviations });
      const clientDataJSON = clientData('webauthn.get', options, { ...base, ...deviations });
      const clientDataHash = sha256(Buffer.from(clientDataJSON, 'base64url'));
      return credential(deviations.credentialId ?? credentialId.toString('base64url'), {
        clientDataJSON,
        authenticatorData: authData.toString('base64url'),
        signature: sign('sha256', Buffer.concat([authData, clientDataHash]), privateKey).toString(
          'base64url',
        ),
        userHandle: deviations.userHandle === undefined ? userHandle : deviations.userHandle,
      });
    },
  };
}

function credential(id: string, response: CeremonyOptions): CeremonyOptions {
  return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response };
}

function clientData(type: string, options: CeremonyOptions, deviations: Deviations): string {
  const { origin, crossOrigin = false, topOrigin } = deviations;
  const challenge = deviations.challenge ?? options['challenge'];
  const data = { type: deviations.type ?? type, challenge, origin, crossOrigin, topOrigin };
  return Buffer.from(JSON.stringify(data)).toString('base64url');
}

/** WebAuthn Level 3, section 6.1. */
function authenticatorData(
  rpId: string,
  signCount: number,
  deviations: Deviations,
  attested: Buffer = Buffer.alloc(0),
): Buffer {
  const { userPresent = true, userVerified = true, backupEligible = false, backedUp = false } = deviations;
  const flags =
    (userPresent ? 0x01 : 0) |
    (userVerified ? 0x04 : 0) |
    (backupEligible ? 0x08 : 0) |
    (backedUp ? 0x10 : 0) |
    (attested.length > 0 ? 0x40 : 0);
  const head = Buffer.alloc(37);
  sha256(Buffer.from(deviations.rpId ?? rpId)).copy(head);
  head.writeUInt8(flags, 32);
  head.writeUInt32BE(deviations.signCount ?? signCount, 33);
  return Buffer.concat([head, attested]);
}

/** An ES256 key in COSE (RFC 9053, section 7.1). */
function coseKey(x: string, y: string): Buffer {
  return Buffer.concat([
    Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
    cborBytes(Buffer.from(x, 'base64url')),
    Buffer.from([0x22]),
    cborBytes(Buffer.from(y, 'base64url')),
  ]);
}

function cborText(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x60 + text.length]), Buffer.from(text)]);
}

function cborBytes(bytes: Buffer): Buffer {
  const { length } = bytes;
  return Buffer.concat([
    Buffer.from(length < 256 ? [0x58, length] : [0x59, length >> 8, length & 0xff]),
    bytes,
  ]);
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function member(options: CeremonyOptions, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => Reflect.get(Object(value), name), options);
}
