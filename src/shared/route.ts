import type { ClientInfo } from './client-info.js';

/**
 * The request that an HTTP route receives: parsed by the HTTP transport and independent of any server
 * library.
 */
export interface RouteRequest {
  readonly method: string;
  /** Lower-case names; repeated headers are joined as Node joins them. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The fields of the form in order, repetitions kept; empty unless the route takes a form. */
  readonly form: readonly (readonly [name: string, value: string])[];
  /** The fields of the query string in order, repetitions kept. */
  readonly query: readonly (readonly [name: string, value: string])[];
  /** How many Authorization headers were sent. */
  readonly authorizationHeaderCount: number;
  readonly client: ClientInfo;
}

export interface RouteResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; null sends no body. */
  readonly body: unknown;
}

/** One HTTP route of a module. */
export interface Route {
  /**
   * ANY accepts every method, for proxies that forward the method of the request they authorize. Browsers of
   * other origins are not allowed to call such a route.
   */
  readonly method: 'GET' | 'POST' | 'ANY';
  readonly path: string;
  /**
   * `none`: a body of any type is discarded. `form`: application/x-www-form-urlencoded; the transport rejects
   * anything else through `onBadBody`. `ignored`: the body, of any size, belongs to another request and is
   * never read.
   */
  readonly body: 'none' | 'form' | 'ignored';
  /** Returns the response to a body that is not a form. By default the transport responds with 415. */
  readonly onBadBody?: (request: RouteRequest) => RouteResponse;
  /** May throw a DomainError, which the transport translates; anything else is logged and hidden. */
  readonly handle: (request: RouteRequest) => Promise<RouteResponse>;
}
