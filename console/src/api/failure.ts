/** Why an operation has no result. What a caller can correct is in `userErrors` of a result instead. */
export type Failure =
  /** No response: the network or the server is down. */
  | { readonly kind: 'offline' }
  /** The server has no time now (503), or too many requests were sent (429). */
  | { readonly kind: 'busy'; readonly retryAfter: number | null }
  /** Nobody is signed in, or no longer. */
  | { readonly kind: 'signed-out' }
  /** The caller may not do this. */
  | { readonly kind: 'forbidden' }
  /** The caller must prove who they are again, or with a second factor. */
  | { readonly kind: 'step-up'; readonly needsFactor: boolean }
  /** The server, or this page, is broken. */
  | { readonly kind: 'fault'; readonly requestId: string | null };

/** Thrown by `query` and `mutate`. */
export class OperationFailed extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(`The operation failed: ${failure.kind}`);
    this.name = 'OperationFailed';
    this.failure = failure;
  }
}

/** Returns the failure that an error stands for. */
export function failureOf(error: unknown): Failure {
  return error instanceof OperationFailed ? error.failure : { kind: 'fault', requestId: null };
}

/** Reads the first error of a response. */
export function readFailure(errors: readonly unknown[]): Failure {
  const extensions = member(errors[0], 'extensions');
  const retryAfter = member(extensions, 'retryAfter');
  const requestId = member(extensions, 'requestId');
  switch (member(extensions, 'code')) {
    case 'UNAUTHENTICATED':
      return { kind: 'signed-out' };
    case 'FORBIDDEN':
      return { kind: 'forbidden' };
    case 'STEP_UP_REQUIRED':
      return { kind: 'step-up', needsFactor: member(extensions, 'assurance') === 2 };
    case 'SERVICE_UNAVAILABLE':
    case 'RATE_LIMITED':
      return { kind: 'busy', retryAfter: typeof retryAfter === 'number' ? retryAfter : null };
    default:
      return { kind: 'fault', requestId: typeof requestId === 'string' ? requestId : null };
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
