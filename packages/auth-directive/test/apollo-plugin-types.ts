// Compiled as an ES module with the types of the tests.
import type { ApolloServerPlugin } from '@apollo/server';
import type { AuthPlugin } from '@cordon/auth-directive/apollo';

interface Context {
  readonly user: string;
}

type Plugin<Assigned extends ApolloServerPlugin<Context>> = Assigned;

export type Assigned = Plugin<AuthPlugin<Context>>;
