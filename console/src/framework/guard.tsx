import type { ComponentChildren, JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { leaveToSignIn } from '../api/leave.js';
import { loadSession, session, type Viewer } from '../api/session.js';
import { ErrorState, Skeleton } from './states.js';

/** Renders its children for somebody who is signed in; anybody else is led to the sign-in page and back. */
export function SignedIn(props: { readonly children: (viewer: Viewer) => ComponentChildren }): JSX.Element {
  const { value: current } = session;
  useEffect(() => {
    if (current.state === 'signed-out') leaveToSignIn('needed');
  }, [current]);
  if (current.state === 'failed')
    return <ErrorState failure={current.failure} onRetry={() => void loadSession()} />;
  if (current.state !== 'signed-in') return <Skeleton lines={6} />;
  return <>{props.children(current.viewer)}</>;
}
