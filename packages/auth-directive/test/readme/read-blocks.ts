import { readdirSync, readFileSync } from 'node:fs';
import type { Caller } from '../../src/index.js';
import { NOW, principal } from '../helpers/schema-fixture.js';

/** One fenced block of the README, with the heading above it. */
export interface Block {
  readonly heading: string;
  readonly language: string;
  readonly text: string;
}

const README = new URL('../../README.md', import.meta.url);

/** Every fenced block, in order. */
export function readBlocks(): readonly Block[] {
  const blocks: Block[] = [];
  let heading = '';
  let open: { language: string; lines: string[] } | undefined;
  for (const line of readFileSync(README, 'utf8').split('\n')) {
    if (line.startsWith('```')) {
      if (open) blocks.push({ heading, language: open.language, text: open.lines.join('\n') });
      open = open ? undefined : { language: line.slice(3), lines: [] };
    } else if (open) open.lines.push(line);
    else if (line.startsWith('#')) heading = line.replace(/^#+ /, '');
  }
  return blocks;
}

/** The examples in this folder, with the import paths that an application uses. */
export function readExamples(): readonly string[] {
  const folder = new URL('.', import.meta.url);
  return readdirSync(folder).map((name) =>
    readFileSync(new URL(name, folder), 'utf8')
      .replaceAll(/'[./]+\/src\/index\.js'/g, "'@cordon/auth-directive'")
      .replaceAll(/'[./]+\/src\/apollo\.js'/g, "'@cordon/auth-directive/apollo'")
      .replaceAll(/'[./]+\/src\/opentelemetry\.js'/g, "'@cordon/auth-directive/opentelemetry'")
      .replaceAll(/'[./]+\/src\/testing\.js'/g, "'@cordon/auth-directive/testing'")
      .replaceAll(/'[./]+\/src\/typeorm\.js'/g, "'@cordon/auth-directive/typeorm'"),
  );
}

/** An operation of the README with its caller and the documented response. */
export interface ReadmeQuery {
  readonly heading: string;
  readonly sdl: string;
  readonly as: string;
  readonly caller: Caller;
  readonly query: string;
  readonly answer: { readonly data?: unknown; readonly errors?: readonly object[] };
}

/**
 * The queries of the guarantees: schema blocks, then any number of pairs of an operation that starts with
 * `# as` and the response in JSON.
 */
export function readReadmeQueries(blocks: readonly Block[]): readonly ReadmeQuery[] {
  return blocks.flatMap((block, index) => {
    const [first = '', ...lines] = block.text.split('\n');
    if (block.language !== 'graphql' || !first.startsWith('# as ')) return [];
    const { heading } = block;
    const schemas = blocks.filter(
      (other) => other.heading === heading && other.language === 'graphql' && !other.text.startsWith('# as '),
    );
    const sdl = schemas.map(({ text }) => text).join('\n');
    const as = first.slice('# as '.length);
    const answer = JSON.parse(blocks[index + 1]?.text ?? '') as ReadmeQuery['answer'];
    return [{ heading, sdl, as, caller: callerOf(as), query: lines.join('\n'), answer }];
  });
}

function callerOf(description: string): Caller {
  if (description === 'anonymous') return { kind: 'anonymous' };
  const [role = '', ...more] = description.split(/,? /);
  const rest = more.join(' ');
  if (rest === 'signed in an hour ago')
    return principal('ada', role, { authenticatedAt: new Date(NOW - 3_600_000) });
  if (rest.startsWith('with scopes ')) return principal('ada', role, { scopes: more.slice(2) });
  if (rest !== '') throw new Error(`Unknown caller in the README: "${description}".`);
  return principal('ada', role);
}
