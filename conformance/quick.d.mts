import type { AuthDirective } from '@cordon/auth-directive';
import type { IResolvers } from '@graphql-tools/utils';

export interface Case {
  readonly law: string;
  readonly expected: object;
}
/** The schema of a case, before its guards are added. */
export interface World {
  readonly auth: AuthDirective<object>;
  readonly typeDefs: string;
  readonly resolvers: IResolvers;
}
export interface Request {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly caller: string;
}
export interface Adapter {
  readonly name: string;
  readonly start: (world: World) => Promise<{
    readonly ask: (request: Request) => Promise<unknown>;
    readonly stop?: () => Promise<void>;
  }>;
}
export const cases: readonly Case[];
export const quickAdapters: readonly Adapter[];
export function runCase(adapter: Adapter, each: Case): Promise<string>;
/** Returns the context of a request of a caller. */
export function contextOf(caller: string): object;
