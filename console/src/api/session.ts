import { signal } from '@preact/signals';
import { client } from './client.js';
import { type Failure, failureOf, OperationFailed } from './failure.js';
import { isBeingLeft, leaveToSignIn } from './leave.js';
import { query } from './send.js';
import { me, type ServerQuery, server, type ViewerFragment } from './session.documents.js';

/** The person who is signed in. */
export type Viewer = ViewerFragment;

/** Whether somebody is signed in. */
export type Session =
  | { readonly state: 'unknown' }
  | { readonly state: 'failed'; readonly failure: Failure }
  | { readonly state: 'signed-out' }
  | { readonly state: 'signed-in'; readonly viewer: Viewer };

export const session = signal<Session>({ state: 'unknown' });

/** What anyone may know about the server. */
export type ServerInfo = ServerQuery['server'];

let serverInfo: Promise<ServerInfo> | null = null;

/** Returns what anyone may know about the server, from one request. Rejects with OperationFailed. */
export function loadServerInfo(): Promise<ServerInfo> {
  serverInfo ??= query(server, {}, { anonymous: true }).then(
    (result) => result.server,
    (error: unknown) => {
      serverInfo = null;
      throw error;
    },
  );
  return serverInfo;
}

/** Finds out who is signed in, and again after each change. Never rejects. */
export async function loadSession(): Promise<void> {
  try {
    const isSignedIn = await client.isSignedIn();
    if (isSignedIn === null) {
      // Fails by itself when there is no connection.
      await loadServerInfo();
      throw new OperationFailed({ kind: 'busy', retryAfter: null });
    }
    if (!isSignedIn) {
      session.value = { state: 'signed-out' };
      return;
    }
    const { me: viewer } = await query(me, {}, { anonymous: true });
    session.value = viewer === null ? { state: 'signed-out' } : { state: 'signed-in', viewer };
  } catch (error) {
    const failure = failureOf(error);
    session.value = failure.kind === 'signed-out' ? { state: 'signed-out' } : { state: 'failed', failure };
  }
}

let isSigningOut = false;

/** Signs out here and in all other tabs; without a connection, at least in this browser's memory. */
export async function signOut(reason: 'signed-out' | 'deleted' = 'signed-out'): Promise<void> {
  isSigningOut = true;
  await client.logout().catch(() => undefined);
  leaveToSignIn(reason);
}

/**
 * Leaves the page when another tab signs out. Loads it anew when another tab signs in again, perhaps as
 * somebody else, and when the browser shows it again from its memory.
 */
export function watchSession(): void {
  client.onSession((sessionId) => {
    if (session.value.state !== 'signed-in' || isSigningOut || isBeingLeft()) return;
    if (sessionId === null) leaveToSignIn('ended');
    else location.reload();
  });
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) location.reload();
  });
}
