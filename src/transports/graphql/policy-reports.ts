import {
  type AuthDirective,
  createAuthDirective,
  diffMatrices,
  type Explanation,
  type Matrix,
  type MatrixDiff,
} from '@cordon/auth-directive';
import {
  buildASTSchema,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  parse,
  visit,
} from 'graphql';
import { cordonRoles, type Role, type Roles } from '../../modules/access/index.js';

/**
 * Reports on the rules of a schema. Each throws AuthSchemaError or GraphQLError when the text is not a valid
 * schema.
 */
export interface PolicyReports {
  /** Returns which role can access what. */
  matrix(sdl: string): Matrix;
  /** Returns what each role gains and loses from the first schema to the second. */
  difference(before: string, after: string): MatrixDiff;
  /**
   * Explains why a user who has just signed in can or cannot access a coordinate. Throws a RangeError for an
   * unknown coordinate.
   */
  explanation(
    sdl: string,
    user: { readonly id: string; readonly role: Role },
    coordinate: string,
  ): Explanation;
}

/**
 * Creates the reports with the directive that enforces the rules. Policies are known by name only and never
 * called.
 */
export function createPolicyReports(now: () => Date, roles: Roles = cordonRoles): PolicyReports {
  const read = (sdl: string): { auth: AuthDirective<unknown>; schema: GraphQLSchema } => {
    const document = parse(sdl);
    const names = new Set<string>();
    let isDefined = false;
    visit(document, {
      DirectiveDefinition: (node) => {
        isDefined ||= node.name.value === 'auth';
      },
      ObjectField: ({ name, value }) => {
        if (name.value === 'policy' && value.kind === Kind.STRING) names.add(value.value);
      },
      Argument: ({ name, value }) => {
        if (name.value === 'policy' && value.kind === Kind.STRING) names.add(value.value);
      },
    });
    const auth = createAuthDirective<unknown>({
      roles: roles.hierarchy,
      caller: () => null,
      policies: Object.fromEntries([...names].map((name) => [name, () => false])),
      undeclared: 'deny',
    });
    return { auth, schema: buildSchema(isDefined ? document : parse(`${auth.typeDefs}\n${sdl}`)) };
  };
  const matrix = (sdl: string): Matrix => {
    const { auth, schema } = read(sdl);
    return auth.matrix(schema);
  };
  return {
    matrix,
    difference: (before, after) => diffMatrices(matrix(before), matrix(after)),
    explanation: (sdl, { id, role }, coordinate) => {
      const { auth, schema } = read(sdl);
      return auth.explain(schema, { kind: 'principal', id, role, authenticatedAt: now() }, coordinate);
    },
  };
}

/** graphql-js throws a plain Error with all messages for, among others, an unknown type. */
function buildSchema(document: DocumentNode): GraphQLSchema {
  try {
    return buildASTSchema(document);
  } catch (error) {
    if (error instanceof GraphQLError || !(error instanceof Error)) throw error;
    throw new GraphQLError(error.message, { originalError: error });
  }
}
