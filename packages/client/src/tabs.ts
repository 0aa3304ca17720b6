/** The connection to the other tabs of the same origin. */
export interface Tabs {
  /**
   * Runs the work while no other tab runs its own. `waited` is true when another tab had to finish first.
   * Null in a browser without locks.
   */
  readonly exclusively: ((work: (waited: boolean) => Promise<void>) => Promise<void>) | null;
  /** Sends a message to all other tabs. */
  tell(message: unknown): void;
  /** Sets the handler for messages of other tabs. */
  hear(handler: (message: unknown) => void): void;
  close(): void;
}

/** The part of the Web Locks API that is used; not every environment has its types. */
interface LockManager {
  request(
    name: string,
    options: { readonly ifAvailable?: boolean },
    work: (lock: object | null) => Promise<boolean>,
  ): Promise<boolean>;
}

/**
 * Returns the connection to the tabs of this browser, with Web Locks (in secure contexts) and
 * BroadcastChannel. Returns null outside the page of a browser: a server process acts for many users, who
 * must not share tokens.
 */
export function browserTabs(name: string): Tabs | null {
  if (!('document' in globalThis) || typeof BroadcastChannel === 'undefined') return null;
  const channel = new BroadcastChannel(name);
  const locks = lockManager();
  let isOpen = true;
  return {
    exclusively: locks === null ? null : (work) => exclusively(locks, name, work),
    tell: (message) => {
      if (isOpen) channel.postMessage(message);
    },
    hear: (handler) => {
      channel.onmessage = ({ data }: { readonly data: unknown }) => handler(data);
    },
    close: () => {
      isOpen = false;
      channel.close();
    },
  };
}

async function exclusively(
  locks: LockManager,
  name: string,
  work: (waited: boolean) => Promise<void>,
): Promise<void> {
  const run = (waited: boolean) => (lock: object | null) =>
    lock === null ? Promise.resolve(false) : work(waited).then(() => true);
  const wasFree = await locks.request(name, { ifAvailable: true }, run(false));
  if (!wasFree) await locks.request(name, {}, run(true));
}

function lockManager(): LockManager | null {
  const browser: unknown = Reflect.get(globalThis, 'navigator');
  if (typeof browser !== 'object' || browser === null || !('locks' in browser)) return null;
  // Parsed boundary: the types of this project do not describe this object of the platform.
  return (browser.locks as LockManager | undefined) ?? null;
}
