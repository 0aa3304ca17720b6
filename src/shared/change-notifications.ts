/** The tables whose rows are watched: the database itself tells of every change to them, whoever made it. */
export const changeTopics = ['sessions', 'users', 'signing-keys'] as const;

/** One of the tables above. */
export type ChangeTopic = (typeof changeTopics)[number];

/** Ends what it was answered for; safe to call twice. */
export type Unsubscribe = () => void;

/** How the instances learn of each other's changes, so that what they remember can be brought up to any moment by waiting for the changeNotifications. */
export interface ChangeNotifications {
  /** Calls the handler with the id of each row of the topic that any instance (or anybody at all) has changed, after the commit. */
  subscribe(topic: ChangeTopic, handler: (id: string) => void): Unsubscribe;
  /** Calls the handler when changeNotifications may have been missed: whatever is remembered must be forgotten. `isLive` is true only after it has run. */
  onResync(handler: () => void): Unsubscribe;
  /** Calls the handler as soon as changeNotifications are known to be missed from now on. */
  onLost(handler: () => void): Unsubscribe;
  /** False while a notification could be missed: then nothing remembered may be believed. Cheap; to be asked at each use. */
  isLive(): boolean;
  /**
   * Answers when every handler has been told of everything that was committed before this call, by whichever instance, or when nothing is live
   * any more. Never rejects. One question to the server for all who ask at once; none at all while nothing is live.
   */
  catchUp(): Promise<void>;
}
