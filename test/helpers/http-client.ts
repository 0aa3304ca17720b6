/** A response of the server. */
export interface HttpResult {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body parsed as JSON; undefined when it is not JSON. */
  readonly body: unknown;
}

/** Sends a GraphQL operation as JSON by POST. */
export async function sendGraphql(
  url: string,
  query: string,
  {
    variables,
    token,
    signal,
  }: {
    readonly variables?: Readonly<Record<string, unknown>>;
    readonly token?: string;
    readonly signal?: AbortSignal;
  } = {},
): Promise<HttpResult> {
  return sendHttp(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json;q=0.9',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, ...(variables === undefined ? {} : { variables }) }),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** Sends a request and reads the whole response. */
export async function sendHttp(url: string, request: RequestInit = {}): Promise<HttpResult> {
  const response = await fetch(url, request);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parseJson(text) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Returns the value at a path of names and indexes; undefined when there is none. */
export function valueAt(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null
        ? Object.getOwnPropertyDescriptor(inner, name)?.value
        : undefined,
    value,
  );
}

/** Returns the string at a path. Throws with the response when there is none. */
export function stringAt(answer: HttpResult, ...path: readonly (string | number)[]): string {
  const found = valueAt(answer.body, ...path);
  if (typeof found === 'string') return found;
  throw new Error(`no text at ${path.join('.')} of ${answer.status} ${answer.text}`);
}
