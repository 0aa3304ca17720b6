import { afterEach, expect, test } from '@jest/globals';
import { createCordonClient, OperationError, passkeysSupported } from '../src/index.js';

/** A browser without the JSON functions of WebAuthn, and a server that answers as Cordon does. */

interface Sent {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

const bytes = (...values: number[]) => Uint8Array.from(values).buffer;
const options = {
  challenge: 'AQID',
  user: { id: 'BAU', name: 'ada' },
  allowCredentials: [{ type: 'public-key', id: '-_8' }],
  excludeCredentials: [{ type: 'public-key', id: '-_8' }],
};
const credential = {
  id: '-_8',
  type: 'public-key',
  response: {
    clientDataJSON: bytes(1),
    attestationObject: bytes(2),
    authenticatorData: bytes(3),
    signature: bytes(251, 255),
    userHandle: null,
    getTransports: () => ['internal'],
  },
};
const json = {
  id: '-_8',
  rawId: '-_8',
  type: 'public-key',
  response: {
    clientDataJSON: 'AQ',
    attestationObject: 'Ag',
    authenticatorData: 'Aw',
    signature: '-_8',
    transports: ['internal'],
  },
};
const tokens = { accessToken: 'a1', expiresIn: 300, refreshToken: 'r1', sessionId: 's1' };

const originalNavigator = Object.getOwnPropertyDescriptor(globalThis, 'navigator');

afterEach(() => {
  if (originalNavigator !== undefined) Object.defineProperty(globalThis, 'navigator', originalNavigator);
});

/** Installs a browser and returns what it was asked for. */
function installBrowser(answer: () => Promise<object | null> = async () => credential): unknown[] {
  const prompts: unknown[] = [];
  const ask = (prompt: unknown): Promise<object | null> => {
    prompts.push(prompt);
    return answer();
  };
  const value = { credentials: { create: ask, get: ask } };
  Object.defineProperty(globalThis, 'navigator', { value, configurable: true });
  return prompts;
}

function createClient(answers: Readonly<Record<string, object>>, delivery: 'BODY' | 'COOKIE' = 'BODY') {
  const sent: Sent[] = [];
  const fetch = async (_: unknown, init?: RequestInit): Promise<Response> => {
    const { query, variables }: Sent = JSON.parse(
      typeof init?.body === 'string' ? init.body : await (_ as Request).text(),
    );
    const field = /\{ (\w+)/.exec(query)?.[1] ?? '';
    sent.push({ query: field, variables });
    return Response.json({ data: { [field]: answers[field] } });
  };
  const client = createCordonClient({ endpoint: 'https://id.example/graphql', fetch, tabs: null, delivery });
  return { client, sent };
}

const refusal = { code: 'LIMIT_EXCEEDED', message: '', field: null, retryAfter: null, params: { limit: 20 } };
const complete = { ok: true, status: 'COMPLETE', tokens, user: null, userErrors: [] };
const started = { ok: true, challengeId: 'c1', options, userErrors: [] };

test('signInWithPasskey passes the challenge to the browser, its answer to the server, and keeps the tokens', async () => {
  const prompts = installBrowser();
  const { client, sent } = createClient(
    { startPasskeyLogin: started, finishPasskeyLogin: complete },
    'COOKIE',
  );

  const { status } = await client.signInWithPasskey({ deviceName: 'Laptop', autofill: true });

  expect(status).toBe('COMPLETE');
  expect(await client.accessToken()).toBe('a1');
  expect(prompts).toEqual([
    {
      publicKey: {
        challenge: Uint8Array.from([1, 2, 3]),
        user: { id: Uint8Array.from([4, 5]), name: 'ada' },
        allowCredentials: [{ type: 'public-key', id: Uint8Array.from([251, 255]) }],
        excludeCredentials: [{ type: 'public-key', id: Uint8Array.from([251, 255]) }],
      },
      mediation: 'conditional',
    },
  ]);
  expect(sent).toEqual([
    { query: 'startPasskeyLogin', variables: {} },
    {
      query: 'finishPasskeyLogin',
      variables: { input: { challengeId: 'c1', response: json, deviceName: 'Laptop', delivery: 'COOKIE' } },
    },
  ]);
});

test('a refused start asks the browser for nothing', async () => {
  const prompts = installBrowser();
  const refused = { ok: false, userErrors: [refusal], options: null };
  const { client } = createClient({
    startPasskeyLogin: { ...refused, challengeId: null },
    startPasskeyRegistration: { ...refused, registrationId: null },
    startPasskeyReauthentication: { ...refused, challengeId: null },
  });

  expect(await client.signInWithPasskey()).toMatchObject({
    ok: false,
    status: 'FAILED',
    userErrors: [refusal],
  });
  expect(await client.registerPasskey()).toEqual({ ok: false, passkey: null, userErrors: [refusal] });
  expect(await client.reauthenticateWithPasskey()).toEqual({ ok: false, userErrors: [refusal] });
  expect(prompts).toEqual([]);
  expect(await client.accessToken()).toBeNull();
});

test('a cancelled prompt rejects with the error of the browser, and nothing else is sent', async () => {
  const cancelled = new DOMException('cancelled', 'NotAllowedError');
  installBrowser(() => Promise.reject(cancelled));
  const { client, sent } = createClient({ startPasskeyLogin: started });

  await expect(client.signInWithPasskey()).rejects.toBe(cancelled);

  expect(sent.map(({ query }) => query)).toEqual(['startPasskeyLogin']);
});

test('registerPasskey and reauthenticateWithPasskey send what the browser answers', async () => {
  installBrowser();
  const passkey = { id: 'p1', name: 'Laptop', createdAt: '', lastUsedAt: null, backedUp: false };
  const { client, sent } = createClient({
    startPasskeyRegistration: { ok: true, registrationId: 'r1', options, userErrors: [] },
    finishPasskeyRegistration: { ok: true, passkey, userErrors: [] },
    startPasskeyReauthentication: started,
    reauthenticate: { ok: true, userErrors: [] },
  });

  expect((await client.registerPasskey({ name: 'Laptop' })).passkey).toEqual(passkey);
  expect((await client.reauthenticateWithPasskey()).ok).toBe(true);
  expect(sent.map(({ variables }) => variables)).toEqual([
    {},
    { input: { registrationId: 'r1', response: json, name: 'Laptop' } },
    {},
    { passkey: { challengeId: 'c1', response: json } },
  ]);
});

test('completeMfa and completeMfaWithPasskey complete a login and keep the tokens', async () => {
  installBrowser();
  const { client, sent } = createClient({ completeMfa: complete });
  const challenge = { id: 'm1', methods: ['PASSKEY'], expiresAt: '', passkeyOptions: options } as const;

  await client.completeMfa({ challengeId: 'm1', method: 'TOTP', code: '123456' });
  const { ok } = await client.completeMfaWithPasskey(challenge);

  expect(ok).toBe(true);
  expect(await client.accessToken()).toBe('a1');
  expect(sent.map(({ variables }) => variables)).toEqual([
    { input: { challengeId: 'm1', method: 'TOTP', code: '123456' } },
    { input: { challengeId: 'm1', method: 'PASSKEY', passkeyResponse: json } },
  ]);
});

test('outside of a browser there are no passkeys', async () => {
  const { client } = createClient({ startPasskeyLogin: started });

  expect(passkeysSupported()).toBe(false);
  const error = await client.signInWithPasskey().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(TypeError);
  expect(error).not.toBeInstanceOf(OperationError);
});
