import type { DataSource } from 'typeorm';

/** Calls the listener before each statement that the data source sends. Replaces its logger. */
export function onStatement(
  dataSource: DataSource,
  listener: (query: string, values: readonly unknown[], runner: unknown) => void,
): void {
  const ignore = (): void => {};
  dataSource.setOptions({
    logger: {
      logQuery: (query: string, values: readonly unknown[] = [], runner?: unknown) =>
        listener(query, values, runner),
      logQueryError: ignore,
      logQuerySlow: ignore,
      logSchemaBuild: ignore,
      logMigration: ignore,
      log: ignore,
    },
  });
}
