/**
 * For unhandled rejections: logs the error of a GraphQL field and goes on, rethrows everything else, which is a fault of ours and ends the
 * process. graphql-js forgets the promises of earlier list items when a later one throws at once; the answer has been given without
 * them, and no request may end the process by that.
 */
export function handleUnhandledRejection(
  reason: unknown,
  log: { error(fields: Readonly<Record<string, unknown>>, message: string): void },
): void {
  // By name, because a project may bring a second copy of graphql, whose errors are of another class.
  if (!(reason instanceof Error) || reason.name !== 'GraphQLError') throw reason;
  log.error({ err: reason }, 'the error of a field came after its answer was given');
}
