import {
  AuthSchemaError,
  renderClient,
  renderDiff,
  renderExplanation,
  renderMatrix,
} from '@cordon/auth-directive';
import { GraphQLError } from 'graphql';
import type { Role } from '../../modules/access/index.js';
import {
  argumentOf,
  bindCommands,
  type Command,
  type CommandInput,
  DomainError,
  flagOption,
  NegativeResult,
  TextEncodingError,
  textOption,
} from '../../shared/index.js';
import { policyCommandDeclarations } from './policy-command-declarations.js';
import type { PolicyReports } from './policy-reports.js';

export interface PolicyCommandDependencies {
  /** Returns the reports with the roles that the command names. */
  readonly reportsFor: (input: CommandInput) => PolicyReports;
  /** The schema of this release. */
  readonly schemaText: string;
  /** Reads a file that the operator named. */
  readonly readText: (path: string) => string;
  /** Finds a user by id, username or email address; throws USER_NOT_FOUND. */
  readonly findUser: (user: string) => Promise<{ readonly id: string; readonly role: Role }>;
}

/** The handlers of `cordon policy ...`. They change nothing. */
export function createPolicyCommands(dependencies: PolicyCommandDependencies): readonly Command[] {
  const { reportsFor, readText } = dependencies;
  const schemaOf = (input: CommandInput): string => {
    const path = textOption(input, 'schema');
    return path === null ? dependencies.schemaText : readSchema(readText, path);
  };
  return bindCommands(policyCommandDeclarations, {
    matrix: async (input) => {
      const matrix = rethrowAsInvalidInput(() => reportsFor(input).matrix(schemaOf(input)));
      if (flagOption(input, 'client')) {
        const text = renderClient(matrix);
        return { data: { client: text }, text };
      }
      const text = renderMatrix(matrix, flagOption(input, 'markdown') ? 'markdown' : 'text');
      return { data: JSON.parse(renderMatrix(matrix, 'json')), text };
    },
    diff: async (input) => {
      const before = readSchema(readText, argumentOf(input, 'old'));
      const after = readSchema(readText, argumentOf(input, 'new'));
      const difference = rethrowAsInvalidInput(() => reportsFor(input).difference(before, after));
      const output = { data: difference, text: renderDiff(difference) };
      if (difference.gains) throw new NegativeResult(output);
      return output;
    },
    explain: async (input) => {
      const sdl = schemaOf(input);
      const user = await dependencies.findUser(argumentOf(input, 'user'));
      const coordinate = argumentOf(input, 'coordinate');
      const explanation = rethrowAsInvalidInput(() => reportsFor(input).explanation(sdl, user, coordinate));
      return { data: explanation, text: renderExplanation(explanation) };
    },
  });
}

function readSchema(readText: PolicyCommandDependencies['readText'], path: string): string {
  try {
    return readText(path);
  } catch (cause) {
    const problem = cause instanceof TextEncodingError ? cause.message : 'cannot be read';
    throw new DomainError({ reason: 'INVALID_INPUT', message: `The file ${path} ${problem}.`, cause });
  }
}

/** Reports errors in the operator's schema text or coordinate with their positions. */
function rethrowAsInvalidInput<T>(report: () => T): T {
  try {
    return report();
  } catch (cause) {
    if (cause instanceof AuthSchemaError || cause instanceof GraphQLError || cause instanceof RangeError) {
      throw new DomainError({ reason: 'INVALID_INPUT', message: cause.message, cause });
    }
    throw cause;
  }
}
