import { z } from 'zod';

/** The response of an authenticator to a sign-in, as `PublicKeyCredential.toJSON()` returns it. */
export interface AssertionResponse {
  readonly id: string;
  readonly response: {
    readonly clientDataJSON: string;
    readonly authenticatorData: string;
    readonly signature: string;
    /** The id under which the authenticator keeps the user; null when it did not say. */
    readonly userHandle: string | null;
  };
}

/** The response of an authenticator to a registration. */
export interface RegistrationResponse {
  readonly id: string;
  readonly response: {
    readonly clientDataJSON: string;
    readonly attestationObject: string;
    readonly transports: readonly string[];
  };
}

const base64url = z
  .string()
  .max(16_384)
  .regex(/^[\w-]+$/);
/** At most 1023 bytes (WebAuthn Level 3, section 4), in the only spelling that decodes to them. */
const credentialId = base64url
  .max(1364)
  .refine((text) => Buffer.from(text, 'base64url').toString('base64url') === text);
/** Hints for browsers; what is unknown to them is of no use. */
const transports = z.array(z.string().regex(/^[a-z-]{1,32}$/)).max(10);

const credential = z.object({ id: credentialId, rawId: credentialId, type: z.literal('public-key') });

const assertionSchema = credential.extend({
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    // Some browsers send an empty text instead of null.
    userHandle: base64url.or(z.literal('')).nullish(),
  }),
});

const registrationSchema = credential.extend({
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: transports.optional().catch(undefined),
  }),
});

/** Parses untrusted JSON. Returns null, never throws, for anything else than an assertion. */
export function parseAssertion(json: unknown): AssertionResponse | null {
  const { success, data } = assertionSchema.safeParse(json);
  if (!success || data.id !== data.rawId) return null;
  const { userHandle, ...response } = data.response;
  return { id: data.id, response: { ...response, userHandle: userHandle || null } };
}

/** Parses untrusted JSON. Returns null, never throws, for anything else than a registration. */
export function parseRegistration(json: unknown): RegistrationResponse | null {
  const { success, data } = registrationSchema.safeParse(json);
  if (!success || data.id !== data.rawId) return null;
  return { id: data.id, response: { ...data.response, transports: data.response.transports ?? [] } };
}
