/** Why the sign-in page is opened. */
export type SignInReason = 'ended' | 'signed-out';

let isLeaving = false;

/**
 * Opens the sign-in page, which leads back to this one. The page is loaded anew, so that nothing of the old
 * session stays in memory.
 */
export function leaveToSignIn(reason: SignInReason): void {
  if (isLeaving) return;
  isLeaving = true;
  const here = location.pathname + location.search;
  const back = reason === 'ended' ? { return: here } : {};
  location.replace(`/sign-in?${new URLSearchParams({ ...back, reason })}`);
}
