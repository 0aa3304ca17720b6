/** What a ceremony with the browser has ended in. */
export type Ceremony =
  | { readonly kind: 'done'; readonly response: Readonly<Record<string, unknown>> }
  /** The person has closed the dialog of the browser, or the time was up. */
  | { readonly kind: 'cancelled' }
  /** This device has a passkey of this account already. */
  | { readonly kind: 'exists' }
  | { readonly kind: 'unsupported' };

/** Returns whether this browser can use passkeys here: it must be recent, the page secure and at a name. */
export function supportsPasskeys(): boolean {
  if (isAtAddress()) return false;
  return typeof PublicKeyCredential !== 'undefined' && 'parseCreationOptionsFromJSON' in PublicKeyCredential;
}

/** Returns whether the page has an IP address in its URL. Browsers have passkeys for names only. */
export function isAtAddress(): boolean {
  return /^(?:[\d.]+|\[.*\])$/.test(location.hostname);
}

/** Lets the browser create a passkey. `options` are those of startPasskeyRegistration. */
export function createPasskey(options: unknown): Promise<Ceremony> {
  return perform(() =>
    navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(
        options as PublicKeyCredentialCreationOptionsJSON,
      ),
    }),
  );
}

/** Lets the browser prove a passkey. */
export function askForPasskey(options: unknown): Promise<Ceremony> {
  return perform(() =>
    navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(
        options as PublicKeyCredentialRequestOptionsJSON,
      ),
    }),
  );
}

async function perform(ceremony: () => Promise<Credential | null>): Promise<Ceremony> {
  if (!supportsPasskeys()) return { kind: 'unsupported' };
  try {
    const credential = await ceremony();
    if (!(credential instanceof PublicKeyCredential)) return { kind: 'cancelled' };
    return { kind: 'done', response: { ...credential.toJSON() } };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'InvalidStateError') return { kind: 'exists' };
    return { kind: 'cancelled' };
  }
}
