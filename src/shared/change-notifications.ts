/**
 * The watched tables: the database itself sends a notification for every change of their rows, whoever made
 * it.
 */
export const changeTopics = ['sessions', 'users', 'signing-keys', 'mail', 'audit-events'] as const;

export type ChangeTopic = (typeof changeTopics)[number];

/** Ends a subscription; safe to call twice. */
export type Unsubscribe = () => void;

/**
 * Receives the changes of all instances, so that cached rows can be brought up to date by waiting for
 * notifications.
 */
export interface ChangeNotifications {
  /**
   * Calls the handler with the id of each changed row of the topic, after the commit, whichever client
   * changed it; for audit-events, with the sequence number of the newest entry of each transaction.
   */
  subscribe(topic: ChangeTopic, handler: (id: string) => void): Unsubscribe;
  /**
   * Calls the handler when notifications may have been missed: all cached rows must be dropped. `isLive`
   * becomes true only after it has run.
   */
  onResync(handler: () => void): Unsubscribe;
  /** Calls the handler as soon as it is known that notifications are being missed. */
  onLost(handler: () => void): Unsubscribe;
  /**
   * Returns false while a notification could be missed: cached rows must not be used then. Cheap; check at
   * each use.
   */
  isLive(): boolean;
  /**
   * Resolves when every handler has received all changes that were committed before this call, on any
   * instance, or when notifications are no longer live. Never rejects. Concurrent calls share one query; none
   * is sent while not live.
   */
  catchUp(): Promise<void>;
}
