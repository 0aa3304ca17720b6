import type { ChangeNotifications, Log } from './shared/index.js';

/**
 * Logs when change notifications of other instances are not received, and when they are again. The returned
 * function reports a first attempt that has failed.
 */
export function logNotificationState(changeNotifications: ChangeNotifications, log: Log): () => void {
  let wasLost = false;
  const logLost = (advice: string): void => {
    wasLost = true;
    const message = 'change notifications are not received; each request reads the database until they are';
    log.warn({}, `${message}${advice}`);
  };
  changeNotifications.onLost(() => logLost(''));
  // At the first start this is expected, so it is logged as debug.
  changeNotifications.onResync(() =>
    log[wasLost ? 'info' : 'debug']({}, 'change notifications are received'),
  );
  return () => {
    if (!changeNotifications.isLive()) logLost(' (a pooler in transaction mode cannot carry LISTEN)');
  };
}
