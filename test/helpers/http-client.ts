/** An answer of the server as it came over the wire. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The text, for looking at what must not stand in it. */
  readonly text: string;
  /** The text read as JSON; undefined when it is none. */
  readonly body: unknown;
}

/** Sends a GraphQL operation as any client would: JSON by POST. */
export async function ask(
  url: string,
  query: string,
  {
    variables,
    token,
  }: { readonly variables?: Readonly<Record<string, unknown>>; readonly token?: string } = {},
): Promise<HttpAnswer> {
  return send(`${url}/graphql`, {
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
export async function send(url: string, request: RequestInit = {}): Promise<HttpAnswer> {
  const response = await fetch(url, request);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The member at a path of names and places; undefined when there is none. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null
        ? Object.getOwnPropertyDescriptor(inner, name)?.value
        : undefined,
    value,
  );
}

/** The text at a path. Throws, showing the answer, when something else stands there. */
export function textAt(answer: HttpAnswer, ...path: readonly (string | number)[]): string {
  const found = at(answer.body, ...path);
  if (typeof found === 'string') return found;
  throw new Error(`no text at ${path.join('.')} of ${answer.status} ${answer.text}`);
}
