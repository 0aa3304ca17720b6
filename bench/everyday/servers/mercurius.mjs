/** mercurius with mercurius-auth and the compiler graphql-jit. */
import Fastify from 'fastify';
import mercurius from 'mercurius';
import mercuriusAuth from 'mercurius-auth';
import { callerOf, isAllowed, report, resolvers, typeDefs } from './shared.mjs';

const app = Fastify();
app.register(mercurius, {
  schema: typeDefs,
  resolvers,
  jit: 1,
  context: ({ headers }) => ({ user: callerOf(headers.authorization) }),
});
app.register(mercuriusAuth, {
  authDirective: 'auth',
  applyPolicy: (directive, _parent, _arguments, { user }) => {
    const requires =
      directive.arguments.find(({ name }) => name.value === 'requires')?.value.value ?? 'ADMIN';
    return isAllowed(user, requires);
  },
});
const address = await app.listen({ host: '127.0.0.1', port: 0 });
report(new URL(address).port);
