/** An answer of the server as it came over the wire. */
export interface HttpResult {
  readonly status: number;
  readonly headers: Headers;
  /** The text, for looking at what must not stand in it. */
  readonly text: string;
  /** The text read as JSON; undefined when it is none. */
  readonly body: unknown;
}

/** Sends a GraphQL operation as any client would: JSON by POST. */
export async function sendGraphql(
  url: string,
  query: string,
  {
    variables,
    token,
  }: { readonly variables?: Readonly<Record<string, unknown>>; readonly token?: string } = {},
): Promise<HttpResult> {
  return sendHttp(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json;q=0.9',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, ...(variables === undefined ? {} : { variables }) }),
  });
}

/** Sends any request and reads the whole answer. */
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

/** The member at a path of names and places; undefined when there is none. */
export function valueAt(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null
        ? Object.getOwnPropertyDescriptor(inner, name)?.value
        : undefined,
    value,
  );
}

/** The text at a path. Throws, showing the answer, when something else stands there. */
export function stringAt(answer: HttpResult, ...path: readonly (string | number)[]): string {
  const found = valueAt(answer.body, ...path);
  if (typeof found === 'string') return found;
  throw new Error(`no text at ${path.join('.')} of ${answer.status} ${answer.text}`);
}
