/** How this instance hears that signing keys have changed, here or elsewhere; the database itself tells. */
export interface KeyChangeNotifications {
  /** Calls the handler when any key was changed on any instance, and when a notification may have been missed. */
  onKeysChanged(handler: () => void): void;
  /** False while a notification could be missed: then the database is asked before any key is trusted. */
  isLive(): boolean;
}

/** For instances that hear nothing: each asks the database, every time. */
export const noKeyChangeNotifications: KeyChangeNotifications = {
  onKeysChanged: () => {},
  isLive: () => false,
};
