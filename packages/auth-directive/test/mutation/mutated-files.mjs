/**
 * The files of the library that the mutation run changes: all, except those without a decision. A new file is
 * mutated unless it is left out here.
 */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SOURCES = fileURLToPath(new URL('../../src/', import.meta.url));

const TYPES = 'contains types only';
const REPORT = 'describes rules and decisions to people; guards do not read it';

/** The files that are not mutated, each with the reason. A name that ends with / is a folder. */
export const LEFT_OUT = {
  'core/auth-options.ts': TYPES,
  'core/auth-schema-error.ts': 'formats the findings of other files',
  'core/check-options.ts': 'checks the form of the options before a schema is read',
  'core/describe-group.ts': REPORT,
  'core/report-decisions.ts': REPORT,
  'execution/precomputed-decision.ts': TYPES,
  'execution/report-grants.ts': REPORT,
  'guards/federation-sdl.ts': 'removes the rules from the SDL of a subgraph',
  'guards/guard-context.ts': TYPES,
  'index.ts': 'connects the other files',
  'opentelemetry.ts': REPORT,
  'plan/plan-answer.ts': TYPES,
  'reports/': REPORT,
  'schema/definition-faults.ts': 'compares the definitions of the directives with those of typeDefs',
  'schema/directive-sdl.ts': 'prints the definitions of the directives',
  'schema/subgraph-sdl.ts': 'removes the rules from the SDL of a subgraph',
  'testing.ts': REPORT,
  'typeorm.ts': 'writes a filter as SQL; its tests need a database that is new for each of them',
  'verdicts/': REPORT,
};

/** Returns the paths below `src` that are mutated. Throws when a name in LEFT_OUT matches no file. */
export function mutatedFiles(
  files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }),
  leftOut = Object.keys(LEFT_OUT),
) {
  const sources = files
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts'))
    .sort();
  const matches = (path, name) => (name.endsWith('/') ? path.startsWith(name) : path === name);
  const unknown = leftOut.filter((name) => !sources.some((path) => matches(path, name)));
  if (unknown.length > 0) throw new Error(`Left out of the mutation run, but no file: ${unknown.join(', ')}`);
  return sources.filter((path) => !leftOut.some((name) => matches(path, name)));
}
