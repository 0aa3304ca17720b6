/** The other tabs of this origin, as far as tokens are concerned. */
export interface Tabs {
  /** Runs the work while no other tab runs its own; tells it whether it had to wait for one. Null where the browser has no locks. */
  readonly exclusively: ((work: (waited: boolean) => Promise<void>) => Promise<void>) | null;
  /** Tells all other tabs. */
  tell(message: unknown): void;
  /** Hears what other tabs tell. */
  hear(handler: (message: unknown) => void): void;
  close(): void;
}

/** The part of the Web Locks API that is used, for environments whose types lack it. */
interface LockManager {
  request(
    name: string,
    options: { readonly ifAvailable?: boolean },
    work: (lock: object | null) => Promise<boolean>,
  ): Promise<boolean>;
}

/**
 * The tabs of this browser, by Web Locks (secure contexts) and BroadcastChannel; null outside of a browser's pages: on a server one process acts for
 * many people, whose tokens must never meet.
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
  // Parsed boundary: the platform's own object, which the types of this project do not describe.
  return (browser.locks as LockManager | undefined) ?? null;
}
