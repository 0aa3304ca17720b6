/** Why the sign-in page is opened; `needed` when nobody was signed in before. */
export type SignInReason = 'needed' | 'ended' | 'signed-out' | 'deleted';

let isLeaving = false;

/** Returns whether the page is being left for another address. */
export function isBeingLeft(): boolean {
  return isLeaving;
}

/** Leaves the page for another address, which takes its place in the history. */
export function leaveTo(address: string): void {
  if (isLeaving) return;
  isLeaving = true;
  location.replace(address);
}

/**
 * Opens the sign-in page, which leads back to this one. The page is loaded anew, so that nothing of the old
 * session stays in memory.
 */
export function leaveToSignIn(reason: SignInReason): void {
  const here = location.pathname + location.search;
  const back = reason === 'ended' || reason === 'needed' ? { return: here } : {};
  leaveTo(`/sign-in?${new URLSearchParams({ ...back, reason })}`);
}
