// Compiled as CommonJS with the types of the tests: NestJS projects assign the plugin in this way.
import type { ApolloServerPlugin } from '@apollo/server';
import type { AuthPlugin } from '@cordon/auth-directive/apollo' with { 'resolution-mode': 'import' };

interface Context {
  readonly user: string;
}

type Plugin<Assigned extends ApolloServerPlugin<Context>> = Assigned;

export type Assigned = Plugin<AuthPlugin<Context>>;
