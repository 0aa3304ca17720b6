import { expect, test } from '@jest/globals';
import type { Passkey } from '../../../src/modules/passkeys/passkey.js';
import { verifyAssertion, verifyRegistration } from '../../../src/modules/passkeys/verify-responses.js';
import { parseAssertion, parseRegistration } from '../../../src/modules/passkeys/webauthn-responses.js';
import { parseUserId, type UserId } from '../../../src/shared/index.js';
import { fc } from '../../helpers/fast-check.js';
import { createSoftwareAuthenticator } from '../../helpers/software-authenticator.js';

/** Hostile responses: nothing but the signed bytes is accepted, and nothing makes the verification throw. */

const origin = 'https://id.example.com';
const relyingParty = { id: 'id.example.com', origins: () => [origin] };
const challenge = new Uint8Array(32).fill(7);
const challengeText = Buffer.from(challenge).toString('base64url');
const userId = parseUserId('01997b1c-0000-7000-8000-000000000001') as UserId;

const authenticator = createSoftwareAuthenticator({ origin });
const registration = authenticator.register({
  rp: { id: relyingParty.id },
  user: { id: 'AZl7HAAAcACAAAAAAAAAAQ' },
  challenge: challengeText,
});
const assertion = authenticator.sign({ rpId: relyingParty.id, challenge: challengeText });

async function registeredPasskey(): Promise<Passkey> {
  const response = parseRegistration(registration);
  const verified = response === null ? null : await verifyRegistration(relyingParty, response, challenge);
  if (verified === null) throw new Error('the registration was refused');
  return { ...verified, id: 'p1', userId, name: 'Passkey', createdAt: new Date(0), lastUsedAt: null };
}

type Json = Readonly<Record<string, unknown>>;

/** Changes, removes, adds or repeats bytes of a member of the response. */
function damaged(response: Json, members: readonly string[]): fc.Arbitrary<Json> {
  return fc
    .record({
      member: fc.constantFrom(...members),
      at: fc.nat(),
      bytes: fc.uint8Array({ maxLength: 4 }),
      removed: fc.nat(4),
    })
    .map(({ member, at, bytes, removed }) => {
      const inner = response['response'] as Readonly<Record<string, string>>;
      const original = Buffer.from(inner[member] ?? '', 'base64url');
      const position = at % (original.length + 1);
      const changed = Buffer.concat([
        original.subarray(0, position),
        bytes,
        original.subarray(position + removed),
      ]);
      return { ...response, response: { ...inner, [member]: changed.toString('base64url') } };
    })
    .filter((changed) => JSON.stringify(changed) !== JSON.stringify(response));
}

test('a response whose signed bytes were changed is refused', async () => {
  const passkey = await registeredPasskey();
  const original = parseAssertion(assertion);
  expect(original && (await verifyAssertion(relyingParty, original, challenge, passkey))).toEqual({
    signCount: 1,
    backedUp: false,
    userVerified: true,
  });

  await fc.assert(
    fc.asyncProperty(damaged(assertion, ['clientDataJSON', 'authenticatorData']), async (changed) => {
      const response = parseAssertion(changed);
      expect(response && (await verifyAssertion(relyingParty, response, challenge, passkey))).toBeNull();
    }),
    { numRuns: 300 },
  );
});

test('a changed signature is refused, or says the same: the library ignores bytes after it', async () => {
  const passkey = await registeredPasskey();
  await fc.assert(
    fc.asyncProperty(damaged(assertion, ['signature']), async (changed) => {
      const response = parseAssertion(changed);
      const verified = response && (await verifyAssertion(relyingParty, response, challenge, passkey));
      if (verified !== null) expect(verified).toEqual({ signCount: 1, backedUp: false, userVerified: true });
    }),
    { numRuns: 300 },
  );
});

test('a registration that was changed anywhere has the same usable key, or is refused', async () => {
  const { publicKey } = await registeredPasskey();
  await fc.assert(
    fc.asyncProperty(damaged(registration, ['clientDataJSON', 'attestationObject']), async (changed) => {
      const response = parseRegistration(changed);
      const verified = response && (await verifyRegistration(relyingParty, response, challenge));
      // Nothing signs a registration without attestation: the id of the model and flags may change. A changed
      // point is not on the curve.
      if (verified !== null) expect(verified.publicKey).toEqual(publicKey);
    }),
    { numRuns: 300 },
  );
});

test('arbitrary JSON is no response, and deep CBOR is refused', async () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(parseAssertion(value)).toBeNull();
      expect(parseRegistration(value)).toBeNull();
    }),
  );
  const deep = Buffer.alloc(12_000, 0x81).toString('base64url');
  const { response } = registration as { readonly response: Json };
  const changed = parseRegistration({ ...registration, response: { ...response, attestationObject: deep } });
  expect(changed && (await verifyRegistration(relyingParty, changed, challenge))).toBeNull();
});
