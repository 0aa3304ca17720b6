/** How this instance hears that signing keys have changed, here or elsewhere; the database itself tells. */
export interface KeyNotices {
  /** Calls the handler when any key was changed on any instance, and when a notice may have been missed. */
  onChanged(handler: () => void): void;
  /** False while a notice could be missed: then the database is asked before any key is trusted. */
  isLive(): boolean;
}

/** For instances that hear nothing: each asks the database, every time. */
export const noKeyNotices: KeyNotices = { onChanged: () => {}, isLive: () => false };
