import {
  type AuthDirective,
  AuthSchemaError,
  cellInWords,
  type Explanation,
  type Holds,
  type Matrix,
  renderExplanation,
} from '@cordon/auth-directive';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { Roles } from '../../modules/access/index.js';
import { badUserInput, type Clock, parseUserId, type UserId } from '../../shared/index.js';
import { callerFor, type ExplainedUser } from './explained-caller.js';
import type { PolicyHolds, PolicyMatrix, Resolvers } from './generated/resolvers.js';
import { createPolicyReports } from './policy-reports.js';
import type { RequestContext } from './request-context.js';
import { nestsTooDeep } from './source-nesting.js';

export interface PolicyResolverDependencies {
  /** The rules and the schema that this server enforces; called after it was built. */
  readonly enforced: () => { readonly auth: AuthDirective<RequestContext>; readonly schema: GraphQLSchema };
  /** Returns the schema as SDL, `@auth` rules included. */
  readonly printSchema: () => string;
  readonly roles: Roles;
  /** Returns a user, deleted or not, or null. */
  readonly findUser: (id: UserId) => Promise<ExplainedUser | null>;
  readonly clock: Clock;
}

/** Shows the rules that this server enforces. Policies written in code are never called. */
export function createPolicyResolvers(dependencies: PolicyResolverDependencies): Resolvers {
  const { enforced, printSchema, roles, clock } = dependencies;
  // The schema does not change while the server runs.
  let matrix: PolicyMatrix | null = null;
  const enforcedMatrix = (): PolicyMatrix => {
    const { auth, schema } = enforced();
    return toPolicyMatrix(auth.matrix(schema));
  };
  return {
    Query: {
      policyMatrix: () => {
        matrix ??= enforcedMatrix();
        return matrix;
      },
      explainPolicy: async (_, { userId, coordinate }) => {
        const id = parseUserId(userId);
        const user = id === null ? null : await dependencies.findUser(id);
        if (user === null) return null;
        const caller = callerFor(user, roles, clock.now());
        const { auth, schema } = enforced();
        const explanation = readInput(() => auth.explain(schema, caller, coordinate));
        return { ...toPolicyExplanation(explanation), signsIn: caller.kind === 'principal' };
      },
      policyDiff: (_, { before, after }) => {
        const reports = createPolicyReports(clock.now, roles);
        const from = before ?? printSchema();
        for (const text of [from, after])
          if (nestsTooDeep(text)) throw badUserInput('The schema is nested too deeply.');
        const { gains, changes } = readInput(() => reports.difference(from, after));
        return {
          gains,
          changes: changes.map((change) => ({ ...change, kind: change.kind === 'gain' ? 'GAIN' : 'LOSS' })),
        };
      },
    },
  };
}

/** Reports errors in the schema text or the coordinate that the caller gave. */
function readInput<T>(report: () => T): T {
  try {
    return report();
  } catch (error) {
    if (error instanceof AuthSchemaError || error instanceof GraphQLError || error instanceof RangeError)
      throw badUserInput(error.message);
    throw error;
  }
}

function toPolicyMatrix({ roles, rows }: Matrix): PolicyMatrix {
  return {
    roles,
    rows: rows.map(({ coordinate, cells }) => ({
      coordinate,
      cells: roles.flatMap((role) => {
        const cell = cells[role];
        if (cell === undefined) return [];
        const { verdict, members, path = null } = cell;
        return [{ role, verdict, conditions: members, words: cellInWords(cell), path }];
      }),
    })),
  };
}

function toPolicyExplanation(explanation: Explanation) {
  const { coordinate, verdict, code = null, onDeny = null, rules } = explanation;
  return {
    coordinate,
    verdict,
    code,
    onDeny,
    words: renderExplanation(explanation),
    rules: rules.map(({ writtenOn, argumentPath = null, holds, groups }) => ({
      writtenOn,
      argumentPath,
      holds: holdsNames[holds],
      groups: groups.map((group) => ({
        holds: holdsNames[group.holds],
        conditions: group.members.map(({ member, holds: held }) => ({
          condition: member,
          holds: holdsNames[held],
        })),
      })),
    })),
  };
}

const holdsNames: Readonly<Record<Holds, PolicyHolds>> = { yes: 'YES', no: 'NO', depends: 'DEPENDS' };
