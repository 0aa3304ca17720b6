import type { Notifications } from '../../../src/database/notifications.js';
import { changeTopics } from '../../../src/kernel/index.js';

/** Writes down all that is heard, in the list that `heard` answers at that moment. */
export function listenTo(notifications: Notifications, heard: () => string[]): void {
  for (const topic of changeTopics) notifications.subscribe(topic, (id) => heard().push(`${topic} ${id}`));
  notifications.onResync(() => heard().push('resync'));
  notifications.onLost(() => heard().push('lost'));
}
