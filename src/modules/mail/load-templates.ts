import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, decodeText } from '../../shared/index.js';
import { type MailSources, shippedSources } from './mail-templates.js';
import { readTemplates } from './template-folder.js';

const maxFileBytes = 262_144;

/**
 * Returns the shipped templates, with those of the folder in their place. Throws ConfigError with everything
 * that is wrong with the folder, so that no mail fails later.
 */
export function loadTemplates(folder: string | null): MailSources {
  if (folder === null) return shippedSources;
  const { sources, problems } = readTemplates(readFiles(folder));
  if (sources !== null) return sources;
  throw templatesError(`has templates that cannot be used: ${problems.join('; ')}`);
}

function readFiles(folder: string): ReadonlyMap<string, string> {
  try {
    const names = readdirSync(folder)
      .filter((name) => !name.startsWith('.'))
      .toSorted();
    return new Map(names.map((name) => [name, readFile(join(folder, name))]));
  } catch (error) {
    throw templatesError(
      error instanceof RangeError
        ? error.message
        : 'names a folder whose files cannot be read, or are not UTF-8 text',
    );
  }
}

function readFile(path: string): string {
  if (statSync(path).size > maxFileBytes) throw new RangeError('has a file of more than 256 KiB');
  return decodeText(readFileSync(path));
}

function templatesError(problem: string): ConfigError {
  const remedy = 'docs/operations.md describes the templates of mails.';
  return new ConfigError([{ variable: 'CORDON_MAIL_TEMPLATES_DIR', problem, remedy }]);
}
