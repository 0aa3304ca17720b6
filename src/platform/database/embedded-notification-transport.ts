import {
  type NotificationListener,
  type NotificationTransport,
  notificationChannel,
} from './notification-channel.js';

/** The embedded database, as far as messages go. */
export interface EmbeddedMessages {
  /** Runs a statement outside any transaction, through the one connection. */
  query(statement: string): Promise<unknown>;
  /** Hands over every message of every channel that is listened to; answers what ends it. */
  onMessage(handler: (channel: string, text: string) => void): () => void;
}

/**
 * The way of messages on the embedded database: no network, nothing to lose. PGlite hands a transaction's messages over before it answers
 * the commit, so there is never anything to wait for.
 */
export function createEmbeddedNotificationTransport(messages: EmbeddedMessages): NotificationTransport {
  let end: (() => void) | null = null;
  return {
    open: async (listener: NotificationListener) => {
      end = messages.onMessage((channel, text) => {
        if (channel === notificationChannel) listener.message(text);
      });
      await messages.query(`LISTEN ${notificationChannel}`);
      listener.resync();
    },
    isLive: () => end !== null,
    catchUp: async () => {},
    close: async () => {
      end?.();
      end = null;
    },
  };
}
