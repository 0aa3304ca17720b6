import { goodPassword } from '../../helpers/create-test-app.js';
import type { RouteServer } from '../../helpers/route-server.js';

/** The members of a token response that tests use. */
export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

/** Posts a form, with an Authorization header when one is given. */
export function postForm(
  { url }: RouteServer,
  path: string,
  form: Readonly<Record<string, string>> | string,
  authorization?: string,
): Promise<Response> {
  return fetch(url + path, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers: authorization === undefined ? {} : { authorization },
  });
}

/** Requests tokens with the password of the test users; `more` is added to the form. */
export async function signIn(
  server: RouteServer,
  username: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Tokens> {
  return (await postForm(server, '/token', { username, password: goodPassword, ...more })).json();
}
