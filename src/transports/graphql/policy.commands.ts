import { AuthSchemaError, renderDiff, renderExplanation, renderMatrix } from '@cordon/auth-directive';
import { GraphQLError } from 'graphql';
import type { Role } from '../../modules/access/index.js';
import { type Command, type CommandInput, CommandRefusal, DomainError } from '../../shared/index.js';
import type { PolicyReports } from './policy-reports.js';

/** What the commands need of the process. */
export interface PolicyCommandDependencies {
  readonly reports: PolicyReports;
  /** The schema of this release. */
  readonly contract: string;
  /** Reads a file that the operator named. */
  readonly readText: (path: string) => string;
  /** Looks a found up by id, username or address; throws USER_NOT_FOUND. */
  readonly findUser: (user: string) => Promise<{ readonly id: string; readonly role: Role }>;
}

const schemaOption = {
  name: 'schema',
  value: 'file',
  description: "A schema other than this release's, as `schema print` prints it.",
} as const;

/** The commands `cordon policy ...`: what the rules of a schema come to. They change nothing. */
export function createPolicyCommands(dependencies: PolicyCommandDependencies): readonly Command[] {
  const { reports, readText } = dependencies;
  const schemaOf = ({ options: { schema } }: CommandInput): string =>
    typeof schema === 'string' ? readSchema(readText, schema) : dependencies.contract;
  return [
    {
      name: 'policy',
      description:
        'Shows who may reach what: each field and guarded input, role by role, with a path that reaches it.',
      options: [schemaOption, { name: 'markdown', description: 'As a Markdown table.' }],
      run: async (input) => {
        const matrix = rethrowAsInvalidInput(() => reports.matrix(schemaOf(input)));
        const text = renderMatrix(matrix, input.options['markdown'] === true ? 'markdown' : 'text');
        return { data: JSON.parse(renderMatrix(matrix, 'json')), text };
      },
    },
    {
      name: 'policy diff',
      description:
        'Tells in words what each role gains and loses between two schemas; exits with 1 when one gains.',
      arguments: ['old', 'new'],
      run: async ({ arguments: { old = '', new: later = '' } }) => {
        const [before, after] = [readSchema(readText, old), readSchema(readText, later)];
        const difference = rethrowAsInvalidInput(() => reports.difference(before, after));
        const output = { data: difference, text: renderDiff(difference) };
        if (difference.gains) throw new CommandRefusal(output);
        return output;
      },
    },
    {
      name: 'policy explain',
      description:
        'Tells, member by member, why a found who has just signed in may or may not reach a coordinate.',
      arguments: ['user', 'coordinate'],
      options: [schemaOption],
      run: async (input) => {
        const { user = '', coordinate = '' } = input.arguments;
        const sdl = schemaOf(input);
        const found = await dependencies.findUser(user);
        const explanation = rethrowAsInvalidInput(() => reports.explanation(sdl, found, coordinate));
        return { data: explanation, text: renderExplanation(explanation) };
      },
    },
  ];
}

function readSchema(readText: PolicyCommandDependencies['readText'], path: string): string {
  try {
    return readText(path);
  } catch (cause) {
    throw new DomainError({ reason: 'INVALID_INPUT', message: `The file ${path} cannot be read.`, cause });
  }
}

/** The operator's own text or coordinate is at fault: its faults are told, each by its place. */
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
