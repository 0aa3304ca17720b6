import { readFileSync } from 'node:fs';
import { cordonRoles, createRoles, type Roles } from './modules/access/index.js';
import { type CommandInput, decodeText, invalidOption, textOption } from './shared/index.js';

/**
 * Returns the roles that a command knows when no server runs it: those of Cordon, and those in the file that
 * `--roles` names, which has the form of the option `roles` of createCordon. Throws INVALID_INPUT.
 */
export function readRolesOption(input: CommandInput): Roles {
  const path = textOption(input, 'roles');
  if (path === null) return cordonRoles;
  try {
    return createRoles(JSON.parse(decodeText(readFileSync(path))));
  } catch (error) {
    const problem = error instanceof Error ? error.message : 'It cannot be read.';
    throw invalidOption('roles', `The file ${path} does not declare roles. ${problem}`);
  }
}
