/** The release before this one, built from the history of the repository. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ImpossibleExperiment } from './impossible-experiment.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const migrations = 'src/platform/database/migrations';

/** Builds the previous release in the folder. Returns { root, name }. */
export function buildPreviousRelease(folder) {
  const commit = previousRelease();
  const checkout = join(folder, 'previous-release');
  mkdirSync(checkout);
  const archive = join(folder, 'previous-release.tar');
  git('archive', `--output=${archive}`, commit);
  execFileSync('tar', ['-xf', archive, '-C', checkout]);
  const npm = (...args) =>
    execFileSync('npm', args, { cwd: checkout, stdio: ['ignore', 'ignore', 'inherit'] });
  npm('ci', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error');
  npm('run', 'build', '--silent');
  return { root: checkout, name: commit };
}

/**
 * Returns the newest tag of a release that is not this commit. Before the first release, the commit before the
 * newest migration.
 */
function previousRelease() {
  try {
    return git('describe', '--tags', '--match=v*', '--abbrev=0', 'HEAD^');
  } catch {
    // No release yet.
  }
  const newest = readdirSync(join(root, migrations))
    .filter((file) => /^\d{4}-/.test(file))
    .sort()
    .at(-1);
  try {
    return git(
      'rev-parse',
      `${git('log', '--diff-filter=A', '-1', '--format=%H', '--', `${migrations}/${newest}`)}^`,
    );
  } catch {
    throw new ImpossibleExperiment('the history of the repository has no earlier release');
  }
}

function git(...args) {
  return execFileSync('git', args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}
