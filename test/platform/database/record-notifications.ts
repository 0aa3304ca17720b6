import type { Notifications } from '../../../src/platform/database/notification-channel.js';
import { changeTopics } from '../../../src/shared/index.js';

/** Writes down all that is heard, in the list that `heard` answers at that moment. */
export function listenTo(notifications: Notifications, heard: () => string[]): void {
  for (const topic of changeTopics) notifications.subscribe(topic, (id) => heard().push(`${topic} ${id}`));
  notifications.onResync(() => heard().push('resync'));
  notifications.onLost(() => heard().push('lost'));
}
