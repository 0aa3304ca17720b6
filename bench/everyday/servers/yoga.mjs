/** GraphQL Yoga with @envelop/generic-auth, which protects the fields with a directive. */
import { useGenericAuth } from '@envelop/generic-auth';
import { GraphQLError } from 'graphql';
import { createSchema, createYoga } from 'graphql-yoga';
import { callerOf, isAllowed, resolvers, serve, typeDefs } from './shared.mjs';

const schema = createSchema({
  typeDefs: typeDefs
    .replace(/directive @auth.*/, 'directive @authenticated(requires: Role) on FIELD_DEFINITION')
    .replaceAll('@auth(', '@authenticated('),
  resolvers,
});
const requiredRole = ({ astNode }) =>
  astNode?.directives
    ?.find(({ name }) => name.value === 'authenticated')
    ?.arguments?.find(({ name }) => name.value === 'requires')?.value.value ?? 'USER';

serve(
  createYoga({
    schema,
    logging: false,
    plugins: [
      useGenericAuth({
        mode: 'protect-granular',
        contextFieldName: 'user',
        resolveUserFn: ({ request }) => callerOf(request.headers.get('authorization') ?? ''),
        validateUser: ({ user, fieldAuthDirectiveNode, ...rest }) => {
          const field = rest.objectType?.getFields()[rest.fieldNode?.name.value];
          if (fieldAuthDirectiveNode === undefined) return;
          if (!isAllowed(user ?? null, field === undefined ? 'USER' : requiredRole(field)))
            return new GraphQLError('not authorized');
        },
      }),
    ],
  }),
);
