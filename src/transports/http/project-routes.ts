import type { FastifyInstance, FastifyRequest } from 'fastify';
import type {
  Authentication,
  AuthenticationFailure,
  BearerHeader,
  CurrentUser,
  Role,
  Roles,
} from '../../modules/access/index.js';
import type { ClientInfo, UserId } from '../../shared/index.js';
import { acceptJsonBodies, rejectPrototypes } from './body-parsers.js';
import { forbiddenRoute, HttpRefusalError, httpRefusals, unauthenticatedRoute } from './http-refusals.js';
import { countAuthorizationHeaders, type ReadClientInfo } from './request-metadata.js';

/** What a route requires of its caller. */
export interface RouteRule {
  /** This role, or one that includes it; without it, every signed-in user may call the route. */
  readonly requires?: Role;
  /** Scopes that a token which is limited to scopes must have. Without them, it is refused. */
  readonly scopes?: readonly string[];
}

/** Options of a Fastify route that say who may call it. Spread them to add other options. */
export interface RouteAccessOptions {
  /** Opaque: only `requireUser` and `allowAnyone` create it. */
  readonly config: object;
}

/** Who may call a route; null is everybody. */
type RouteAccess = RouteRule | null;

const accessKey = Symbol('access');

/** What a project's routes receive beside the Fastify instance. */
export interface RouteHelpers<Context> {
  /** Options of a route for signed-in users, who are checked before the body is read. */
  requireUser(rule?: RouteRule): RouteAccessOptions;
  /** Options of a route for everybody, signed in or not. */
  allowAnyone(): RouteAccessOptions;
  /** Returns the context of the request, as resolvers receive it. */
  contextOf(request: FastifyRequest): Context;
}

/** Registers the routes of a project. `app` is a Fastify scope of its own: its hooks do not affect Cordon. */
export type RegisterRoutes<Context> = (
  app: FastifyInstance,
  helpers: RouteHelpers<Context>,
) => Promise<void> | void;

/** The caller of a route. */
export interface RouteCaller {
  readonly currentUser: CurrentUser | null;
  readonly authenticationFailure: AuthenticationFailure | null;
  readonly requestId: string;
  readonly client: ClientInfo;
}

/** The routes of a project, and what the server does for each of their requests. */
export interface ProjectRoutes {
  readonly register: RegisterRoutes<RouteCaller>;
  /** The roles that rules may require. */
  readonly roles: Roles;
  readonly authenticate: (header: BearerHeader, client: ClientInfo) => Promise<Authentication>;
  /** Called when the rule of a route (e.g. `GET /reports`) refuses a signed-in user. */
  readonly onDenied: (userId: UserId, route: string, client: ClientInfo) => void;
  /** Calls the work with the client and the wait limit of a request. */
  readonly run: (client: ClientInfo, work: () => void) => void;
}

/**
 * Mounts the routes of a project beside those of Cordon, which have these paths. A route without an access
 * rule or with a path of Cordon ends the start with an error that names it.
 */
export function mountProjectRoutes(
  app: FastifyInstance,
  project: ProjectRoutes,
  readClient: ReadClientInfo,
  cordonPaths: ReadonlyMap<string, unknown>,
): void {
  const callers = new WeakMap<FastifyRequest, RouteCaller>();
  const helpers = createHelpers(callers, project.roles);
  app.register((scope, _options, done) => {
    acceptJsonBodies(scope, rejectPrototypes);
    // By now it contains every path of Cordon, and none of the project.
    refuseUnusableRoutes(scope, new Set(cordonPaths.keys()));
    scope.addHook('onRequest', async (request) => {
      callers.set(request, await admitCaller(request, readClient(request), project));
    });
    // What runs after the body was read no longer runs in the context of an earlier hook.
    scope.addHook('preHandler', (request, _reply, proceed) => project.run(readClient(request), proceed));
    const register = async (): Promise<void> => project.register(scope, helpers);
    register().then(() => done(), done);
  });
}

function createHelpers(
  callers: WeakMap<FastifyRequest, RouteCaller>,
  roles: Roles,
): RouteHelpers<RouteCaller> {
  return {
    requireUser: (rule = {}) => ({ config: { [accessKey]: checkRule(rule, roles) } }),
    allowAnyone: () => ({ config: { [accessKey]: null } }),
    contextOf: (request) => {
      const caller = callers.get(request);
      if (caller === undefined) throw new Error('contextOf was called before the request was authenticated');
      return caller;
    },
  };
}

/** Returns the caller of a request. Throws a refusal unless the rule of the route admits the caller. */
async function admitCaller(
  request: FastifyRequest,
  client: ClientInfo,
  { authenticate, onDenied, roles }: ProjectRoutes,
): Promise<RouteCaller> {
  const access = accessOf(request.routeOptions.config);
  // A handler of the project for unknown paths has no rule either.
  if (access === undefined) throw new HttpRefusalError(httpRefusals.notFound);
  const header = {
    authorization: request.headers.authorization,
    authorizationHeaderCount: countAuthorizationHeaders(request),
  };
  const { user, failure } = await authenticate(header, client);
  if (access !== null) {
    if (user === null) throw new HttpRefusalError(unauthenticatedRoute(failure));
    if (!isAdmitted(user, access, roles)) {
      onDenied(user.id, `${request.method} ${request.routeOptions.url}`, client);
      throw new HttpRefusalError(forbiddenRoute(access.scopes ?? []));
    }
  }
  return { currentUser: user, authenticationFailure: failure, requestId: client.requestId, client };
}

function refuseUnusableRoutes(scope: FastifyInstance, cordonPaths: ReadonlySet<string>): void {
  const routes: { readonly name: string; readonly options: { readonly config?: object } }[] = [];
  scope.addHook('onRoute', (options) => {
    const name = `${[options.method].flat().join(', ')} ${options.url}`;
    if (cordonPaths.has(options.url)) throw new Error(`The route ${name} collides with a route of Cordon.`);
    routes.push({ name, options });
  });
  // Later hooks of the project may add a rule to the routes of a plugin.
  scope.addHook('onReady', async () => {
    const open = routes.filter(({ options }) => accessOf(options.config) === undefined);
    if (open.length === 0) return;
    const names = open.map(({ name }) => name).join('; ');
    throw new Error(`Routes without an access rule: ${names}. Add requireUser() or allowAnyone() to each.`);
  });
}

/** Returns undefined for a route that has no rule. */
function accessOf(config: object | undefined): RouteAccess | undefined {
  return (config as { readonly [accessKey]?: RouteAccess } | undefined)?.[accessKey];
}

/** A misspelt requirement must not be ignored. */
function checkRule(rule: RouteRule, roles: Roles): RouteRule {
  const { requires, scopes = [], ...others } = rule;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new Error(`An access rule has no member ${unknown}.`);
  // Also `undefined` and null, such as a missing setting: the rule would admit every signed-in user.
  if ('requires' in rule && roles.parse(String(requires)) === null)
    throw new Error(`There is no role ${requires}.`);
  if (!Array.isArray(scopes)) throw new Error('The scopes of an access rule must be a list.');
  return { ...rule, scopes: [...scopes] };
}

function isAdmitted(user: CurrentUser, { requires, scopes = [] }: RouteRule, roles: Roles): boolean {
  if (requires !== undefined && !roles.isAtLeast(user.role, requires)) return false;
  const granted = user.scopes;
  return granted === null || (scopes.length > 0 && scopes.every((scope) => granted.includes(scope)));
}
