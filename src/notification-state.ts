import type { ChangeNotifications, Log } from './shared/index.js';

/** Logs when change notifications of other instances are not received, and when they are again. */
export function logNotificationState(changeNotifications: ChangeNotifications, log: Log): void {
  const lostMessage = 'change notifications are not received; each request reads the database until they are';
  let wasLost = false;
  changeNotifications.onLost(() => {
    wasLost = true;
    log.warn({}, lostMessage);
  });
  // At the first start this is expected, so it is logged as debug.
  changeNotifications.onResync(() =>
    log[wasLost ? 'info' : 'debug']({}, 'change notifications are received'),
  );
}
