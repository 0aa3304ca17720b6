import {
  type GraphQLArgumentConfig,
  GraphQLDirective,
  GraphQLEnumType,
  type GraphQLField,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigMap,
  type GraphQLInputFieldConfig,
  GraphQLInputObjectType,
  GraphQLInterfaceType,
  GraphQLList,
  type GraphQLNamedType,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  type GraphQLType,
  GraphQLUnionType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
} from 'graphql';
import type { Host } from '../core/host.js';
import { keepEnumMethods } from '../guards/keep-enum-methods.js';
import type { Composite } from '../schema/schema-types.js';
import { type InputWithDefault, isDefaultHidden } from './visible-defaults.js';
import {
  createInWholeSchema,
  resolversInWholeSchema,
  resolveTypeInWholeSchema,
  type WholeSchema,
} from './whole-schema-resolvers.js';

/** A schema, and what one kind of caller may see of it. */
interface Visibility extends WholeSchema {
  readonly visible: ReadonlySet<string>;
  /** Returns the visible version of a type. Called only for types that are visible. */
  readonly typeOf: <T extends GraphQLType>(type: T) => T;
}

/** What no visible definition has: definitions in the SDL contain the rules and hidden members. */
const WITHOUT_NODES = { astNode: undefined, extensionASTNodes: [] };

/**
 * Builds the schema with only the visible elements. It can be executed: it has the resolvers and guards of
 * the whole schema, which receive the same arguments there.
 */
export function buildVisibleSchema(
  schema: GraphQLSchema,
  visible: ReadonlySet<string>,
  host: Host,
): GraphQLSchema {
  const types = new Map<string, GraphQLNamedType>();
  // The cast is safe: the visible version of a type has the same kind.
  const typeOf = <T extends GraphQLType>(type: T): T => visibleVersion(types, type) as T;
  const inWholeSchema = createInWholeSchema(schema);
  const visibility: Visibility = { schema, visible, host, inWholeSchema, typeOf };
  for (const type of Object.values(schema.getTypeMap())) {
    if (visible.has(type.name) && !isIntrospectionType(type))
      types.set(type.name, buildType(visibility, type));
  }
  const root = (type: GraphQLObjectType | null | undefined): GraphQLObjectType | undefined =>
    type && visible.has(type.name) ? typeOf(type) : undefined;
  const built = new GraphQLSchema({
    description: schema.description,
    query: root(schema.getQueryType()),
    mutation: root(schema.getMutationType()),
    subscription: root(schema.getSubscriptionType()),
    // Sorted, because the order of the types could reveal where a hidden element refers to them.
    types: [...types.values()].sort((left, right) => (left.name < right.name ? -1 : 1)),
    directives: schema.getDirectives().flatMap((directive) => buildDirective(visibility, directive)),
    extensions: schema.extensions,
    // Elements were removed until the schema was valid, except that its query type may have no fields.
    assumeValid: true,
  });
  keepEnumMethods(schema, built);
  return built;
}

function visibleVersion(types: ReadonlyMap<string, GraphQLNamedType>, type: GraphQLType): GraphQLType {
  if (isListType(type)) return new GraphQLList(visibleVersion(types, type.ofType));
  if (!isNonNullType(type)) return types.get(type.name) ?? type;
  // The cast is safe: the type within a non-null type is nullable in both versions.
  return new GraphQLNonNull(visibleVersion(types, type.ofType) as typeof type.ofType);
}

function buildType(visibility: Visibility, type: GraphQLNamedType): GraphQLNamedType {
  const { visible, typeOf } = visibility;
  const isVisible = ({ name }: { readonly name: string }): boolean => visible.has(name);
  const composite = (fields: GraphQLFieldConfigMap<unknown, unknown>, of: Composite) => ({
    ...WITHOUT_NODES,
    interfaces: () => of.getInterfaces().filter(isVisible).map(typeOf),
    fields: () => buildFields(visibility, of, fields),
  });
  if (isObjectType(type)) {
    const config = type.toConfig();
    return new GraphQLObjectType({ ...config, ...composite(config.fields, type) });
  }
  if (isInterfaceType(type)) {
    const config = type.toConfig();
    const resolveType = resolveTypeInWholeSchema(type, visibility);
    return new GraphQLInterfaceType({ ...config, ...composite(config.fields, type), resolveType });
  }
  if (isUnionType(type)) {
    const members = { ...WITHOUT_NODES, types: () => type.getTypes().filter(isVisible).map(typeOf) };
    const resolveType = resolveTypeInWholeSchema(type, visibility);
    return new GraphQLUnionType({ ...type.toConfig(), ...members, resolveType });
  }
  if (isEnumType(type)) return buildEnum(visibility, type);
  if (!isInputObjectType(type)) return type;
  const config = type.toConfig();
  return new GraphQLInputObjectType({
    ...config,
    ...WITHOUT_NODES,
    fields: () => buildInputs(visibility, config.fields, (name) => `${type.name}.${name}`),
  });
}

function buildFields(
  visibility: Visibility,
  type: Composite,
  fields: GraphQLFieldConfigMap<unknown, unknown>,
): GraphQLFieldConfigMap<unknown, unknown> {
  const built: Record<string, GraphQLFieldConfig<unknown, unknown>> = {};
  for (const definition of Object.values(type.getFields())) {
    const { name } = definition;
    const config = fields[name];
    if (config === undefined || !visibility.visible.has(`${type.name}.${name}`)) continue;
    built[name] = buildField(visibility, type.name, definition, config);
  }
  return built;
}

function buildField(
  visibility: Visibility,
  typeName: string,
  definition: GraphQLField<unknown, unknown>,
  config: GraphQLFieldConfig<unknown, unknown>,
): GraphQLFieldConfig<unknown, unknown> {
  const coordinate = `${typeName}.${definition.name}`;
  return {
    ...config,
    ...resolversInWholeSchema(definition, config, visibility),
    astNode: undefined,
    type: visibility.typeOf(config.type),
    args: buildInputs(visibility, config.args ?? {}, (name) => `${coordinate}(${name}:)`),
  };
}

function buildInputs<Config extends GraphQLArgumentConfig | GraphQLInputFieldConfig>(
  { visible, typeOf }: Visibility,
  inputs: Readonly<Record<string, Config>>,
  coordinateOf: (name: string) => string,
): Record<string, Config> {
  const built: Record<string, Config> = {};
  for (const [name, config] of Object.entries(inputs)) {
    if (!visible.has(coordinateOf(name))) continue;
    built[name] = {
      ...config,
      ...withoutHiddenDefault(config, visible),
      astNode: undefined,
      type: typeOf(config.type),
    };
  }
  return built;
}

/** Removes a default that shows something hidden; resolvers receive it nevertheless. */
function withoutHiddenDefault(
  config: GraphQLArgumentConfig & Pick<InputWithDefault, 'default'>,
  visible: ReadonlySet<string>,
): object {
  const isHidden = isDefaultHidden({ defaultValue: undefined, ...config }, visible);
  return isHidden ? { defaultValue: undefined, default: undefined } : {};
}

function buildEnum({ visible }: Visibility, type: GraphQLEnumType): GraphQLEnumType {
  const config = type.toConfig();
  const values = Object.entries(config.values).flatMap(([name, value]) =>
    visible.has(`${type.name}.${name}`) ? [[name, { ...value, astNode: undefined }] as const] : [],
  );
  return new GraphQLEnumType({ ...config, ...WITHOUT_NODES, values: Object.fromEntries(values) });
}

/** Returns a directive with its visible arguments. `@auth` and `@public` are no concern of a client. */
function buildDirective(
  { visible, host, typeOf }: Visibility,
  directive: GraphQLDirective,
): readonly GraphQLDirective[] {
  const { auth, named, public: open } = host.names;
  if ([auth, named, open].includes(directive.name)) return [];
  const isHidden = ({ type }: GraphQLArgumentConfig): boolean => !visible.has(getNamedType(type).name);
  if (directive.args.some((arg) => isRequiredArgument(arg) && isHidden(arg))) return [];
  const config = directive.toConfig();
  const args = Object.entries(config.args).flatMap(([name, arg]) =>
    isHidden(arg)
      ? []
      : [
          [
            name,
            { ...arg, ...withoutHiddenDefault(arg, visible), astNode: undefined, type: typeOf(arg.type) },
          ] as const,
        ],
  );
  return [new GraphQLDirective({ ...config, astNode: undefined, args: Object.fromEntries(args) })];
}
