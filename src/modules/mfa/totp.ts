import { timingSafeEqual } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

/** SHA-1, six digits and 30 seconds: the only values that all authenticator apps follow (RFC 6238). */
const parameters = { algorithm: 'SHA1', digits: 6, period: 30 } as const;

/** RFC 4226 section 4 R6 recommends 160 bits. */
export const totpSecretBytes = 20;

/** One step either way, for clocks that differ and for the time that typing takes (RFC 6238 section 5.2). */
const stepsEitherWay = 1;

/** What an authenticator app needs, as text and as the content of a QR code. */
export interface TotpSetup {
  readonly secret: string;
  readonly otpauthUri: string;
}

/** Returns the secret in the forms that authenticator apps read. */
export function describeTotp(secret: Buffer, issuer: string, label: string): TotpSetup {
  const totp = new TOTP({ ...parameters, issuer, label, secret: toSecret(secret) });
  return { secret: totp.secret.base32, otpauthUri: totp.toString() };
}

/**
 * Returns the time step whose code was given, or null. A step is accepted once: only steps after
 * `lastUsedStep` count. Compares with every step in constant time.
 */
export function findTotpStep(
  secret: Buffer,
  code: string | null,
  now: Date,
  lastUsedStep: number | null,
): number | null {
  const digits = (code ?? '').replaceAll(' ', '');
  if (!/^[0-9]{6}$/.test(digits)) return null;
  const totp = new TOTP({ ...parameters, secret: toSecret(secret) });
  const currentStep = Math.floor(now.getTime() / 1000 / parameters.period);
  let found: number | null = null;
  for (let step = currentStep - stepsEitherWay; step <= currentStep + stepsEitherWay; step += 1) {
    const expected = totp.generate({ timestamp: step * parameters.period * 1000 });
    const isEqual = timingSafeEqual(Buffer.from(expected), Buffer.from(digits));
    if (isEqual && (lastUsedStep === null || step > lastUsedStep)) found ??= step;
  }
  return found;
}

function toSecret(secret: Buffer): Secret {
  // A copy: the buffer of a small Buffer is shared with others.
  return new Secret({ buffer: new Uint8Array(secret).buffer });
}
