import { documentText, type OperationDocument } from './document-text.js';
import type { TokenDelivery } from './documents.js';

/** The fetch of the platform, or a compatible function. */
export type Fetch = typeof globalThis.fetch;

/** Thrown when a response has no data. `errors` has its top-level errors (docs/errors.md). */
export class OperationError extends Error {
  readonly errors: readonly unknown[];
  constructor(errors: readonly unknown[]) {
    super('The server refused the operation.');
    this.name = 'OperationError';
    this.errors = errors;
  }
}

export interface OperationsOptions {
  readonly endpoint: string;
  readonly fetch: Fetch;
  readonly delivery: TokenDelivery;
}

/** Sends a typed operation, with or without an access token. */
export type SendOperation = <Result, Variables>(
  document: OperationDocument<Result, Variables>,
  variables: Variables,
  options?: { readonly accessToken?: string | undefined; readonly signal?: AbortSignal },
) => Promise<Result>;

/**
 * Returns the function that sends operations. It rejects with OperationError when the response has no data,
 * and with the error of fetch or of the JSON parser when there is no readable response.
 */
export function createSendOperation({ endpoint, fetch, delivery }: OperationsOptions): SendOperation {
  return async <Result, Variables>(
    document: OperationDocument<Result, Variables>,
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
      body: JSON.stringify({ query: documentText(document), variables }),
      credentials: delivery === 'COOKIE' ? 'include' : 'same-origin',
      // The body may contain a password or a refresh token, which must not be sent to another address.
      redirect: 'error',
      ...(signal === undefined ? {} : { signal }),
    });
    // Parsed boundary: the schema guarantees that data has the shape of the document.
    const result = (await response.json()) as { data?: Result | null; errors?: readonly unknown[] };
    if (result.data === undefined || result.data === null) throw new OperationError(result.errors ?? []);
    return result.data;
  };
}
