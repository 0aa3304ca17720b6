import type { TokenDelivery, TypedDocument } from './documents.js';

/** The platform's fetch, or a twin of it. */
export type Fetch = typeof globalThis.fetch;

/** The server answered, and had no data: `errors` has its top-level errors (docs/errors.md). */
export class OperationError extends Error {
  readonly errors: readonly unknown[];
  constructor(errors: readonly unknown[]) {
    super('The server refused the operation.');
    this.name = 'OperationError';
    this.errors = errors;
  }
}

/** How operations reach the server. */
export interface OperationsOptions {
  readonly endpoint: string;
  readonly fetch: Fetch;
  readonly delivery: TokenDelivery;
}

/** Sends one typed operation, with an access token or without. */
export type SendOperation = <Result, Variables>(
  document: TypedDocument<Result, Variables>,
  variables: Variables,
  options?: { readonly accessToken?: string | undefined; readonly signal?: AbortSignal },
) => Promise<Result>;

/**
 * Makes the sender. It rejects with OperationError when the server answered without data, and with whatever fetch or the JSON reader throws when there
 * was no answer that could be read.
 */
export function createSendOperation({ endpoint, fetch, delivery }: OperationsOptions): SendOperation {
  return async <Result, Variables>(
    document: TypedDocument<Result, Variables>,
    variables: Variables,
    {
      accessToken,
      signal,
    }: { readonly accessToken?: string | undefined; readonly signal?: AbortSignal } = {},
  ): Promise<Result> => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json;q=0.9',
        ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
      },
      body: JSON.stringify({ query: document, variables }),
      credentials: delivery === 'COOKIE' ? 'include' : 'same-origin',
      // What is sent holds a password or a refresh token: it goes where it was addressed and nowhere else.
      redirect: 'error',
      ...(signal === undefined ? {} : { signal }),
    });
    // Parsed boundary: the schema promises that data has the shape of the document.
    const answer = (await response.json()) as { data?: Result | null; errors?: readonly unknown[] };
    if (answer.data === undefined || answer.data === null) throw new OperationError(answer.errors ?? []);
    return answer.data;
  };
}
