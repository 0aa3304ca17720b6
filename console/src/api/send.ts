import type { TypedDocument, UserError } from '@cordon/client';
import { client } from './client.js';
import { OperationFailed, readFailure } from './failure.js';
import { leaveToSignIn } from './leave.js';
import { proveAgain } from './step-up.js';

/** The errors that a person can correct; a payload of a mutation selects all five fields. */
export type { UserError } from '@cordon/client';

/** A payload of a mutation. */
export interface Payload {
  readonly ok: boolean;
  readonly userErrors: readonly UserError[];
}

interface SendOptions {
  readonly signal?: AbortSignal;
  /** Does not lead to the sign-in page when nobody is signed in. */
  readonly anonymous?: boolean;
}

/**
 * Sends a query. Throws OperationFailed; when nobody is signed in any more, the page leaves for the sign-in
 * page.
 */
export async function query<Result, Variables>(
  document: TypedDocument<Result, Variables>,
  variables: Variables,
  options: SendOptions = {},
): Promise<Result> {
  return send(document, variables, options);
}

/**
 * Sends a mutation. When the server asks for a fresh proof of who is acting, a dialog takes it, and the
 * mutation is sent again; closing the dialog throws OperationFailed with the kind `step-up`.
 */
export async function mutate<Result, Variables>(
  document: TypedDocument<Result, Variables>,
  variables: Variables,
  options: SendOptions = {},
): Promise<Result> {
  try {
    return await send(document, variables, options);
  } catch (error) {
    if (!(error instanceof OperationFailed) || error.failure.kind !== 'step-up') throw error;
    if (!(await proveAgain(error.failure.needsFactor))) throw error;
    return send(document, variables, options);
  }
}

async function send<Result, Variables>(
  document: TypedDocument<Result, Variables>,
  variables: Variables,
  { signal, anonymous = false }: SendOptions,
): Promise<Result> {
  const response = await post(document, variables, signal);
  const result = await readResult<Result>(response);
  if (result.errors === undefined && result.data !== undefined && result.data !== null) return result.data;
  const failure = readFailure(result.errors ?? []);
  if (failure.kind === 'signed-out' && !anonymous) leaveToSignIn('ended');
  throw new OperationFailed(
    failure.kind === 'busy' && failure.retryAfter === null
      ? { ...failure, retryAfter: waitOf(response) }
      : failure,
  );
}

async function post(query: string, variables: unknown, signal: AbortSignal | undefined): Promise<Response> {
  try {
    return await client.fetch('/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json;q=0.9',
      },
      body: JSON.stringify({ query, variables }),
      redirect: 'error',
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new OperationFailed({ kind: 'offline' });
  }
}

interface Result<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly unknown[];
}

/** A response that is not JSON comes from a proxy in front of a server that is down. */
async function readResult<Data>(response: Response): Promise<Result<Data>> {
  try {
    // Parsed boundary: the build checks each document against the schema.
    return (await response.json()) as Result<Data>;
  } catch {
    throw new OperationFailed({ kind: 'busy', retryAfter: waitOf(response) });
  }
}

function waitOf(response: Response): number | null {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds : null;
}
