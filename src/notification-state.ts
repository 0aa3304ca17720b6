import type { ChangeNotifications, Log } from './shared/index.js';

/** The log of whether change notifications are received. */
export interface NotificationStateLog {
  /** Reports a first attempt that has failed. `hasListenUrl`: whether CORDON_DATABASE_LISTEN_URL is set. */
  logFirstAttempt(hasListenUrl: boolean): void;
  /** Logs nothing more: the server closes the connection itself. */
  end(): void;
}

/** Logs when change notifications of other instances are not received, and when they are again. */
export function logNotificationState(
  changeNotifications: ChangeNotifications,
  log: Log,
): NotificationStateLog {
  let wasLost = false;
  const logLost = (advice: string): void => {
    wasLost = true;
    const message = 'change notifications are not received; each request reads the database until they are';
    log.warn({}, `${message}${advice}`);
  };
  const stopWatching = changeNotifications.onLost(() => logLost(''));
  // At the first start this is expected, so it is logged as debug.
  changeNotifications.onResync(() =>
    log[wasLost ? 'info' : 'debug']({}, 'change notifications are received'),
  );
  return {
    logFirstAttempt: (hasListenUrl) => {
      if (changeNotifications.isLive()) return;
      logLost(
        hasListenUrl
          ? ' (CORDON_DATABASE_LISTEN_URL must lead to the same database, past any pooler)'
          : ' (a pooler in transaction mode needs CORDON_DATABASE_LISTEN_URL)',
      );
    },
    end: stopWatching,
  };
}
