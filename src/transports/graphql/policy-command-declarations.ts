import { type CommandDeclarations, type CommandOption, rolesOption } from '../../shared/index.js';

const schemaOption: CommandOption = {
  name: 'schema',
  value: 'file',
  description: 'A schema file printed by `schema print`; defaults to the schema of this release.',
};

/** The commands `cordon policy ...`. They change nothing. */
export const policyCommandDeclarations: CommandDeclarations<'matrix' | 'diff' | 'explain'> = {
  matrix: {
    name: 'policy',
    description: 'Show which role may access each field and guarded input, with a path that reaches it.',
    options: [
      schemaOption,
      rolesOption,
      { name: 'markdown', description: 'Print a Markdown table.' },
      { name: 'client', description: 'Print a TypeScript module with `can`, for frontends.' },
    ],
  },
  diff: {
    name: 'policy diff',
    description: 'Show what each role gains and loses between two schemas. Exits with 1 when a role gains.',
    arguments: ['old', 'new'],
    options: [rolesOption],
  },
  explain: {
    name: 'policy explain',
    description: 'Explain why a user who has just logged in may or may not access a coordinate.',
    arguments: ['user', 'coordinate'],
    options: [schemaOption, rolesOption],
  },
};
