import type { NotificationChannel } from '../../../src/platform/database/notification-channel.js';
import { changeTopics } from '../../../src/shared/index.js';

/** Appends all notifications to the list that `received` returns at that time. */
export function recordNotifications(notifications: NotificationChannel, received: () => string[]): void {
  for (const topic of changeTopics) notifications.subscribe(topic, (id) => received().push(`${topic} ${id}`));
  notifications.onResync(() => received().push('resync'));
  notifications.onLost(() => received().push('lost'));
}
