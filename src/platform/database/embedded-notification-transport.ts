import {
  type NotificationListener,
  type NotificationTransport,
  notificationChannel,
} from './notification-channel.js';

/** The notifications of the embedded database. */
export interface EmbeddedMessages {
  /** Runs a statement outside any transaction, through the single connection. */
  query(statement: string): Promise<unknown>;
  /**
   * Calls the handler for every message of the subscribed channels. Returns a function that ends the
   * subscription.
   */
  onMessage(handler: MessageHandler): () => void;
}

export type MessageHandler = (channel: string, text: string) => void;

/**
 * Receives notifications from the embedded database. There is no network, so none can be lost. Postgres
 * sends the messages of a transaction before its commit resolves, so there is never anything to wait for.
 */
export function createEmbeddedNotificationTransport(messages: EmbeddedMessages): NotificationTransport {
  let end: (() => void) | null = null;
  return {
    open: async (listener: NotificationListener) => {
      end = messages.onMessage((channel, text) => {
        if (channel === notificationChannel) listener.onMessage(text);
      });
      await messages.query(`LISTEN ${notificationChannel}`);
      listener.onResync();
    },
    isLive: () => end !== null,
    catchUp: async () => {},
    close: async () => {
      end?.();
      end = null;
    },
  };
}
