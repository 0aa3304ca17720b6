import { MapperKind, mapSchema } from '@graphql-tools/utils';
import { defaultFieldResolver, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import { forbidden, type Roles, stepUpRequired, unauthenticated } from '../../modules/access/index.js';
import type { RequestContext } from './request-context.js';

/**
 * Judges a signed-in caller again before the second and each further guarded root field of a mutation: root
 * fields run one after the other, and the caller may lose the session or the role meanwhile. This
 * includes mutations added by a project, because Cordon cannot check the caller inside their writes.
 */
export function withJudgedRootFields(schema: GraphQLSchema, roles: Roles): GraphQLSchema {
  const started = new WeakSet<RequestContext>();
  const judge = async (context: RequestContext): Promise<void> => {
    const { currentUser, askAgain } = context;
    if (!started.has(context)) {
      started.add(context);
      return;
    }
    if (currentUser === null || askAgain === undefined) return;
    const again = await askAgain();
    if (again.currentUser === null) throw unauthenticated(again.authenticationFailure ?? 'SESSION_REVOKED');
    if (!roles.isAtLeast(again.currentUser.role, currentUser.role)) throw forbidden();
    if (again.currentUser.mustProveSecondFactor && !currentUser.mustProveSecondFactor) throw stepUpRequired();
  };
  return mapSchema(schema, {
    [MapperKind.MUTATION_ROOT_FIELD]: (field) => {
      // A login after a logout, for example, needs no caller.
      if (field.astNode?.directives?.some(({ name }) => name.value === 'public')) return undefined;
      const resolve: GraphQLFieldResolver<unknown, RequestContext> = field.resolve ?? defaultFieldResolver;
      return {
        ...field,
        resolve: async (source, args, context: RequestContext, info) => {
          await judge(context);
          return resolve(source, args, context, info);
        },
      };
    },
  });
}
