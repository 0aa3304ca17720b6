import type { App } from './app-types.js';
import type { Gauge } from './shared/index.js';

/** Returns the gauges of the modules, of the database and of the change notifications. */
export function operatorGauges({ modules, database }: App): readonly Gauge[] {
  const { poolState, notifications } = database;
  return [
    {
      name: 'cordon_database_connections_max',
      help: 'The size of the connection pool (CORDON_DATABASE_POOL_SIZE).',
      read: () => poolState().max,
    },
    {
      name: 'cordon_database_connections_open',
      help: 'Open connections of the pool.',
      read: () => poolState().open,
    },
    {
      name: 'cordon_database_connections_idle',
      help: 'Open connections of the pool that are not in use.',
      read: () => poolState().idle,
    },
    {
      name: 'cordon_database_requests_waiting',
      help: 'Callers that wait for a connection of the pool.',
      read: () => poolState().waiting,
    },
    {
      name: 'cordon_notification_listener_up',
      help: '1 while change notifications of all instances are received, otherwise 0.',
      read: () => (notifications.isLive() ? 1 : 0),
      combine: 'min',
    },
    // After those of the pool, because reading them takes a connection.
    ...modules.flatMap(({ gauges = [] }) => gauges),
  ];
}
