let token = '';

/**
 * Takes the one-time token out of the fragment of the address, which browsers do not send, and removes it
 * from the address bar and the history. It must run first, before anything else can read the address.
 */
export function takeToken(): void {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given === null) return;
  token = given;
  history.replaceState(null, '', location.pathname + location.search);
}

/** Returns the token that the page was opened with; it is kept in memory only. */
export function oneTimeToken(): string {
  return token;
}
