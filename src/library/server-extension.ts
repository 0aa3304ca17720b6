import type { Policy } from '@cordon/auth-directive';
import type { RoleDeclarations } from '../modules/access/index.js';
import type { ResolverMap } from '../shared/index.js';
import type { RequestContext as GraphqlContext } from '../transports/graphql/index.js';
import type { RegisterRoutes } from '../transports/http/index.js';
import type { UserReader } from './library-users.js';

/** The third argument of resolvers, and the `context` of policies: what is true of one request. */
export interface RequestContext
  extends Pick<GraphqlContext, 'currentUser' | 'authenticationFailure' | 'requestId' | 'client'> {
  /** Reads users, batched per request. */
  readonly users: UserReader;
}

/**
 * The schema of a project that extends Cordon's. The same rules apply: every root field has @auth or @public.
 */
export interface ServerExtension {
  /** GraphQL schema text: new types, `extend type Query`, `extend type User` and so on. */
  readonly typeDefs?: string | readonly string[];
  /** Resolvers by type and field, as for makeExecutableSchema. */
  readonly resolvers?: ResolverMap | readonly ResolverMap[];
  /**
   * The roles that `extend enum Role` adds, with the roles that they include and their own scopes; also what
   * the roles of Cordon include and may do in addition. Default: the roles of Cordon.
   */
  readonly roles?: RoleDeclarations;
  /** Policies by their names in the schema text: `@auth(policy: "isAuthor")`. */
  readonly policies?: Readonly<Record<string, Policy<RequestContext>>>;
  /**
   * Registers routes of HTTP beside those of Cordon, on a Fastify scope of its own. Each route needs
   * `requireUser()` or `allowAnyone()`, and a path that no route of Cordon has; otherwise `start` throws an
   * Error that names it.
   */
  readonly routes?: RegisterRoutes<RequestContext>;
}

const optionNames: Readonly<Record<keyof ServerExtension, true>> = {
  typeDefs: true,
  resolvers: true,
  roles: true,
  policies: true,
  routes: true,
};

/** Throws a TypeError for a misspelt option, which would have no effect, and for parsed type definitions. */
export function assertExtension(extension: ServerExtension): void {
  const unknown = Object.keys(extension).filter((name) => !Object.hasOwn(optionNames, name));
  if (unknown.length > 0)
    throw new TypeError(
      `Unknown option: ${unknown.join(', ')}. Known: ${Object.keys(optionNames).join(', ')}.`,
    );
  const texts: readonly unknown[] = [extension.typeDefs ?? []].flat();
  if (texts.some((text) => typeof text !== 'string'))
    throw new TypeError('typeDefs must be schema text or a list of texts, not a parsed document.');
}
