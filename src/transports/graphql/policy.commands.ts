import { AuthSchemaError, renderDiff, renderExplanation, renderMatrix } from '@cordon/auth-directive';
import { GraphQLError } from 'graphql';
import type { Role } from '../../modules/access/index.js';
import {
  bindCommands,
  type Command,
  type CommandInput,
  CommandRefusal,
  DomainError,
  textOption,
} from '../../shared/index.js';
import { policyCommandDeclarations } from './policy-command-declarations.js';
import type { PolicyReports } from './policy-reports.js';

export interface PolicyCommandDependencies {
  readonly reports: PolicyReports;
  /** The schema of this release. */
  readonly contract: string;
  /** Reads a file that the operator named. */
  readonly readText: (path: string) => string;
  /** Finds a user by id, username or email address; throws USER_NOT_FOUND. */
  readonly findUser: (user: string) => Promise<{ readonly id: string; readonly role: Role }>;
}

/** The handlers of `cordon policy ...`. They change nothing. */
export function createPolicyCommands(dependencies: PolicyCommandDependencies): readonly Command[] {
  const { reports, readText } = dependencies;
  const schemaOf = (input: CommandInput): string => {
    const path = textOption(input, 'schema');
    return path === null ? dependencies.contract : readSchema(readText, path);
  };
  return bindCommands(policyCommandDeclarations, {
    matrix: async (input) => {
      const matrix = rethrowAsInvalidInput(() => reports.matrix(schemaOf(input)));
      const text = renderMatrix(matrix, input.options['markdown'] === true ? 'markdown' : 'text');
      return { data: JSON.parse(renderMatrix(matrix, 'json')), text };
    },
    diff: async ({ arguments: { old = '', new: later = '' } }) => {
      const [before, after] = [readSchema(readText, old), readSchema(readText, later)];
      const difference = rethrowAsInvalidInput(() => reports.difference(before, after));
      const output = { data: difference, text: renderDiff(difference) };
      if (difference.gains) throw new CommandRefusal(output);
      return output;
    },
    explain: async (input) => {
      const { user: name = '', coordinate = '' } = input.arguments;
      const sdl = schemaOf(input);
      const user = await dependencies.findUser(name);
      const explanation = rethrowAsInvalidInput(() => reports.explanation(sdl, user, coordinate));
      return { data: explanation, text: renderExplanation(explanation) };
    },
  });
}

function readSchema(readText: PolicyCommandDependencies['readText'], path: string): string {
  try {
    return readText(path);
  } catch (cause) {
    throw new DomainError({ reason: 'INVALID_INPUT', message: `The file ${path} cannot be read.`, cause });
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
