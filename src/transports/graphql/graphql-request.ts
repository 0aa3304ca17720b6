import type { ClientInfo } from '../../shared/index.js';

/** An HTTP request for /graphql, free of any server library. */
export interface GraphqlRequest {
  readonly method: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** How many Authorization headers were sent. */
  readonly authorizationHeaderCount: number;
  /** The query string with its `?`, or nothing. */
  readonly search: string;
  /** The parsed JSON body; undefined without one. */
  readonly body: unknown;
  readonly client: ClientInfo;
  /** False when the page that asks is of an origin that may not use cookies here. */
  readonly cookiesAllowed: boolean;
}

/** Its answer: always JSON. */
export interface GraphqlResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** One for each Set-Cookie header, which cannot be joined as others can. */
  readonly setCookies: readonly string[];
  readonly body: string;
}
