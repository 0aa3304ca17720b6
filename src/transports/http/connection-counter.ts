/** Limits the number of open connections, in total and per address. */
export interface ConnectionCounter {
  /** Counts one connection. Returns a function that releases it, or null when a limit is reached. */
  acquire(address: string): (() => void) | null;
}

export function createConnectionCounter(limits: {
  readonly total: number;
  readonly perAddress: number;
}): ConnectionCounter {
  const openByAddress = new Map<string, number>();
  let total = 0;
  return {
    acquire: (address) => {
      const open = openByAddress.get(address) ?? 0;
      if (total >= limits.total || open >= limits.perAddress) return null;
      total += 1;
      openByAddress.set(address, open + 1);
      let isReleased = false;
      return () => {
        if (isReleased) return;
        isReleased = true;
        total -= 1;
        const left = (openByAddress.get(address) ?? 1) - 1;
        if (left === 0) openByAddress.delete(address);
        else openByAddress.set(address, left);
      };
    },
  };
}
