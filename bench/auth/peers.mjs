// The other libraries, each set up according to its documentation, each requiring the same role on every
// field.
import { makeExecutableSchema } from '@graphql-tools/schema';
import { getDirective, MapperKind, mapSchema } from '@graphql-tools/utils';
import { defaultFieldResolver, execute, parse, subscribe, validate } from 'graphql';
import { contextOf, fieldNames, mayPass, rowsOf, sdlOf } from './workload.mjs';

const AUTH = 'directive @auth(requires: Role = ADMIN) on OBJECT | FIELD_DEFINITION';
const withRequires = { field: '@auth(requires: USER)', query: '@auth(requires: USER)' };

function schemaOf({ rows, fields }, marks, directive = '') {
  const data = rowsOf(rows, fields);
  return makeExecutableSchema({
    typeDefs: [directive, sdlOf(fields, marks)].filter((text) => text !== ''),
    resolvers: { Query: { items: () => data } },
  });
}

const running =
  (schema, { document }) =>
  () =>
    execute({ schema, document, contextValue: contextOf() });

const unguarded = (name) => ({ name, make: (size) => running(schemaOf(size), size) });

/**
 * The example of the graphql-tools documentation: getDirective and mapSchema, with a synchronous check per
 * field.
 */
const sample = {
  name: 'graphql-tools docs sample',
  make(size) {
    const schema = schemaOf(size, withRequires, AUTH);
    const ofTypes = {};
    const guarded = mapSchema(schema, {
      [MapperKind.TYPE]: (type) => {
        const [directive] = getDirective(schema, type, 'auth') ?? [];
        if (directive) ofTypes[type.name] = directive;
        return undefined;
      },
      [MapperKind.OBJECT_FIELD]: (config, _name, typeName) => {
        const { requires } = getDirective(schema, config, 'auth')?.[0] ?? ofTypes[typeName] ?? {};
        if (!requires) return config;
        const { resolve = defaultFieldResolver } = config;
        config.resolve = (source, args, context, info) => {
          if (!mayPass(context.user.role, requires)) throw new Error('not authorized');
          return resolve(source, args, context, info);
        };
        return config;
      },
    });
    return running(guarded, size);
  },
};

const shield = {
  name: 'graphql-shield',
  packages: ['graphql-shield', 'graphql-middleware'],
  async make(size) {
    const { rule, shield: protect } = await import('graphql-shield');
    const { applyMiddleware } = await import('graphql-middleware');
    const isUser = rule({ cache: 'contextual' })((_parent, _args, { user }) => mayPass(user.role, 'USER'));
    const permissions = protect({ Query: { items: isUser }, Item: { '*': isUser } });
    return running(applyMiddleware(schemaOf(size), permissions), size);
  },
};

const genericAuth = {
  name: '@envelop/generic-auth',
  packages: ['@envelop/generic-auth', '@envelop/core'],
  async make(size) {
    const generic = await import('@envelop/generic-auth');
    const { envelop, useEngine, useSchema } = await import('@envelop/core');
    const scopes = '@requiresScopes(scopes: [["USER"]])';
    const directives = [
      generic.DIRECTIVE_SDL,
      generic.REQUIRES_SCOPES_DIRECTIVE_SDL,
      generic.POLICY_DIRECTIVE_SDL,
    ].join('\n');
    const schema = schemaOf(size, { field: scopes, query: scopes }, directives);
    const getEnveloped = envelop({
      plugins: [
        useEngine({ parse, validate, execute, subscribe }),
        useSchema(schema),
        generic.useGenericAuth({ mode: 'protect-granular', resolveUserFn: ({ user }) => user }),
      ],
    });
    return async () => {
      const enveloped = getEnveloped(contextOf());
      const contextValue = await enveloped.contextFactory();
      return enveloped.execute({ schema, document: size.document, contextValue });
    };
  },
};

/**
 * The wrapper that the fastify plugin registers, without its HTTP server: the others are measured without
 * one, too.
 */
const mercurius = {
  name: "mercurius-auth's wrapper",
  packages: ['mercurius-auth'],
  async make(size) {
    const { default: Auth } = await import('mercurius-auth/lib/auth.js');
    const auth = new Auth({
      authDirective: 'auth',
      async applyPolicy(directive, _parent, _args, { user }) {
        const requires = directive.arguments.find(({ name }) => name.value === 'requires');
        return mayPass(user.role, requires.value.value);
      },
    });
    const schema = schemaOf(size, withRequires, AUTH);
    auth.registerAuthHandlers(schema, auth.getPolicy(schema));
    return running(schema, size);
  },
};

const pothos = {
  name: 'Pothos scope-auth',
  packages: ['@pothos/core', '@pothos/plugin-scope-auth'],
  async make(size) {
    const { default: SchemaBuilder } = await import('@pothos/core');
    const { default: ScopeAuthPlugin } = await import('@pothos/plugin-scope-auth');
    const builder = new SchemaBuilder({
      plugins: [ScopeAuthPlugin],
      scopeAuth: { authScopes: ({ user }) => ({ user: mayPass(user.role, 'USER') }) },
    });
    const authScopes = { user: true };
    const Item = builder.objectRef('Item').implement({
      fields: (t) =>
        Object.fromEntries(
          fieldNames(size.fields).map((name) => [
            name,
            t.exposeString(name, { nullable: false, authScopes }),
          ]),
        ),
    });
    const data = rowsOf(size.rows, size.fields);
    builder.queryType({
      fields: (t) => ({
        items: t.field({ type: [Item], nullable: false, authScopes, resolve: () => data }),
      }),
    });
    return running(builder.toSchema(), size);
  },
};

export const baseline = unguarded('unguarded');
/** The same schema created a second time: the distance of its ratio from 1 is the noise of the run. */
export const duplicateBaseline = unguarded('unguarded, second copy (noise)');
export const peers = [sample, shield, genericAuth, mercurius, pothos];
