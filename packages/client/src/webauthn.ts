/** Options of a passkey as the server sends them, in the JSON of WebAuthn Level 3. */
export type PasskeyOptions = Readonly<Record<string, unknown>>;

/** The response of the browser, in the same JSON. */
export type PasskeyResponse = Readonly<Record<string, unknown>>;

/** How the browser asks for a passkey. */
export interface PasskeyPrompt {
  /** Ends the prompt, which then rejects with the reason of the signal. */
  readonly signal?: AbortSignal;
}

/** Returns whether this page can use passkeys: a browser that supports them, and https or localhost. */
export function passkeysSupported(): boolean {
  return credentialsContainer() !== null && 'PublicKeyCredential' in globalThis;
}

/**
 * Asks the browser for a new passkey. Rejects with a DOMException as `navigator.credentials.create` does:
 * NotAllowedError when the user cancels, InvalidStateError when the device has a passkey of the user already.
 */
export async function createPasskey(
  options: PasskeyOptions,
  { signal }: PasskeyPrompt,
): Promise<PasskeyResponse> {
  const publicKey = parseOptions('parseCreationOptionsFromJSON', options);
  return toJson(await requireContainer().create({ publicKey, ...(signal ? { signal } : {}) }));
}

/**
 * Asks the browser to sign with a passkey; with `autofill`, in the suggestions of an input field with
 * `autocomplete="username webauthn"`. Rejects as `navigator.credentials.get` does: NotAllowedError when the
 * user cancels.
 */
export async function readPasskey(
  options: PasskeyOptions,
  { signal, autofill = false }: PasskeyPrompt & { readonly autofill?: boolean },
): Promise<PasskeyResponse> {
  const publicKey = parseOptions('parseRequestOptionsFromJSON', options);
  const mediation = autofill ? { mediation: 'conditional' } : {};
  return toJson(await requireContainer().get({ publicKey, ...mediation, ...(signal ? { signal } : {}) }));
}

/** The part of the Credential Management API that is used; not every environment has its types. */
interface CredentialsContainer {
  create(options: object): Promise<object | null>;
  get(options: object): Promise<object | null>;
}

function credentialsContainer(): CredentialsContainer | null {
  const container: unknown = member(member(globalThis, 'navigator'), 'credentials');
  // The two methods exist wherever the container does.
  return typeof container === 'object' && container !== null ? (container as CredentialsContainer) : null;
}

function requireContainer(): CredentialsContainer {
  const container = credentialsContainer();
  if (container === null) throw new TypeError('This page cannot use passkeys.');
  return container;
}

/** With the function of the browser, or without it in older ones. */
function parseOptions(parser: string, options: PasskeyOptions): object {
  const credential: unknown = member(globalThis, 'PublicKeyCredential');
  const parse: unknown = member(credential, parser);
  if (typeof parse === 'function') return parse.call(credential, options);
  const user = member(options, 'user');
  return {
    ...options,
    challenge: fromBase64Url(member(options, 'challenge')),
    ...(typeof user === 'object' && user !== null
      ? { user: { ...user, id: fromBase64Url(member(user, 'id')) } }
      : {}),
    ...parseDescriptors(options, 'excludeCredentials'),
    ...parseDescriptors(options, 'allowCredentials'),
  };
}

function parseDescriptors(options: PasskeyOptions, name: string): object {
  const list = options[name];
  if (!Array.isArray(list)) return {};
  return { [name]: list.map((entry: object) => ({ ...entry, id: fromBase64Url(member(entry, 'id')) })) };
}

const binaryMembers = ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle'];

/** With the method of the browser, or without it in older ones. */
function toJson(credential: object | null): PasskeyResponse {
  const convert: unknown = member(credential, 'toJSON');
  if (typeof convert === 'function') return convert.call(credential);
  const response = member(credential, 'response');
  const getTransports: unknown = member(response, 'getTransports');
  const values = binaryMembers.map((name) => [name, member(response, name)] as const);
  return {
    id: member(credential, 'id'),
    rawId: member(credential, 'id'),
    type: member(credential, 'type'),
    response: {
      ...Object.fromEntries(
        values.flatMap(([name, value]) => (value instanceof ArrayBuffer ? [[name, toBase64Url(value)]] : [])),
      ),
      ...(typeof getTransports === 'function' ? { transports: getTransports.call(response) } : {}),
    },
  };
}

function fromBase64Url(text: unknown): Uint8Array {
  const base64 = String(text).replaceAll('-', '+').replaceAll('_', '/');
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function toBase64Url(buffer: ArrayBuffer): string {
  const text = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' || typeof value === 'function'
    ? Reflect.get(value ?? {}, name)
    : undefined;
}
