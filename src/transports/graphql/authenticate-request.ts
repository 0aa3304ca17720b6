import { type Authenticator, authenticateBearer, type BearerHeader } from '../../modules/access/index.js';
import { DomainError, isRefusal, type Log } from '../../shared/index.js';
import type { RequestContext } from './request-context.js';

export interface AuthenticationDependencies {
  /** Tried in turn for a bearer credential. */
  readonly authenticators: readonly Authenticator[];
  /** Translates an error of the database driver; returns null for any other error. */
  readonly translateDatabaseError: (error: unknown) => DomainError | null;
  readonly log: Pick<Log, 'error'>;
}

export type RequestAuthentication = Pick<
  RequestContext,
  'currentUser' | 'authenticationFailure' | 'userRow' | 'unavailable'
>;

/**
 * Authenticates a credential. Never throws: when it cannot be checked, there is no user and `unavailable` has
 * the reason.
 */
export async function authenticateRequest(
  credential: BearerHeader,
  requestId: string,
  { authenticators, translateDatabaseError, log }: AuthenticationDependencies,
): Promise<RequestAuthentication> {
  try {
    const authentication = await authenticateBearer(authenticators, credential, {
      // The schema refuses everything else to them (see second-factor-gate.ts).
      admitUnproven: true,
    });
    const { user, failure } = authentication;
    const userRow = user === null ? undefined : authentication.userRow;
    return { currentUser: user, authenticationFailure: failure, userRow, unavailable: undefined };
  } catch (error) {
    // Public fields are answered although the credential could not be checked; all other fields are refused.
    const unavailable = isRefusal(error, 'SERVICE_UNAVAILABLE') ? error : translateDatabaseError(error);
    if (unavailable === null) log.error({ requestId, err: error }, 'an authenticator failed');
    return {
      currentUser: null,
      authenticationFailure: null,
      unavailable: unavailable ?? authenticationUnavailable,
    };
  }
}

const authenticationUnavailable = new DomainError({
  reason: 'SERVICE_UNAVAILABLE',
  message: 'Credentials cannot be checked at the moment.',
  retryAfterSeconds: 5,
});

/**
 * Reads the credential of a graphql-transport-ws connection from the payload of `connection_init`: the member
 * `authorization` in any case, with the syntax of the HTTP header. A credential that is given twice or is not
 * a string is malformed. `receivedAt` is the time of `connection_init`.
 */
export function readConnectionCredential(
  parameters: Readonly<Record<string, unknown>> | undefined,
  receivedAt: Date,
): BearerHeader {
  const values = Object.entries(parameters ?? {})
    .filter(([name]) => name.toLowerCase() === 'authorization')
    .map(([, value]) => value);
  const [value] = values;
  return {
    authorization: typeof value === 'string' ? value : undefined,
    authorizationHeaderCount: values.length,
    receivedAt,
  };
}
