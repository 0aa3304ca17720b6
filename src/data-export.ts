import { callerOf } from './modules/access/index.js';
import type { Clock, Module } from './shared/index.js';
import type { RequestContext } from './transports/graphql/index.js';

/** Builds `Query.myDataExport` from what each module stores about a user. */
export function createDataExport(modules: readonly Module[], clock: Clock): Module {
  return {
    name: 'data-export',
    resolvers: {
      Query: {
        myDataExport: async (_: unknown, __: unknown, context: RequestContext) => {
          const { id } = callerOf(context);
          const data: Record<string, unknown> = { exportedAt: clock.now() };
          for (const { personalData } of modules) Object.assign(data, await personalData?.(id));
          return data;
        },
      },
    },
  };
}
