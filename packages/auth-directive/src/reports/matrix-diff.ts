import { conditionsOn, describeRequirement } from '../core/describe-group.js';
import type { Group } from '../core/rule.js';
import { ruleImplies } from '../core/rule-algebra.js';
import { ANONYMOUS, type Matrix, type MatrixCell, type MatrixChange } from './matrix.js';
import { cellInWords } from './render-matrix.js';
import { severalRolesChanges } from './several-roles-diff.js';

/** The changes between two policies. */
export interface MatrixDiff {
  readonly changes: readonly MatrixChange[];
  /** Whether any role gains access: such a change needs a review, and sets the exit code. */
  readonly gains: boolean;
}

/**
 * Returns what each role gains and loses from one matrix to another. Rules are compared, not only verdicts: a
 * role gains access whenever the new rule allows something that the old rule did not certainly allow. A
 * change that affects only callers with scopes, or only callers with several roles, is reported as such.
 */
export function diffMatrices(before: Matrix, after: Matrix): MatrixDiff {
  const roles = [...new Set([...before.roles, ...after.roles])];
  const oldRows = new Map(before.rows.map((row) => [row.coordinate, row]));
  const newRows = new Map(after.rows.map((row) => [row.coordinate, row]));
  const coordinates = [...new Set([...oldRows.keys(), ...newRows.keys()])].sort((left, right) =>
    left < right ? -1 : 1,
  );
  const combined = severalRolesChanges(before, after);
  const changes = coordinates.flatMap((coordinate) => {
    const alone = roles.flatMap((role) => {
      const from = oldRows.get(coordinate)?.cells[role];
      const to = newRows.get(coordinate)?.cells[role];
      return changesOf(coordinate, role, from, to);
    });
    const isNew = (change: MatrixChange): boolean =>
      change.coordinate === coordinate && !alone.some(({ kind }) => kind === change.kind);
    return [...alone, ...combined.filter(isNew)];
  });
  return { changes, gains: changes.some(({ kind }) => kind === 'gain') };
}

/** Returns the changes as lines of text, gains first; a single line when nothing changes. */
export function renderDiff({ changes }: MatrixDiff): string {
  if (changes.length === 0) return 'No role gains or loses access.\n';
  const ofKind = (kind: MatrixChange['kind']): readonly string[] =>
    changes.filter((change) => change.kind === kind).map(({ words }) => `${words}\n`);
  return [...ofKind('gain'), ...ofKind('loss')].join('');
}

function changesOf(
  coordinate: string,
  role: string,
  from: MatrixCell | undefined,
  to: MatrixCell | undefined,
): readonly MatrixChange[] {
  const change = (kind: MatrixChange['kind'], isScoped = false): MatrixChange => {
    const who = isScoped ? `${role} with scopes` : role;
    const what = `${kind === 'gain' ? 'gains' : 'loses'} ${coordinate}`;
    return { coordinate, role, kind, words: `${who} ${what}: ${describeTransition(from, to, isScoped)}` };
  };
  if (isDenied(from) && isDenied(to)) return [];
  if (isDenied(from) || from === undefined) return [change('gain')];
  if (isDenied(to) || to === undefined) return [change('loss')];
  const found: MatrixChange[] = [];
  const unscoped = { old: withoutScopes(from), now: withoutScopes(to) };
  if (!ruleImplies(unscoped.now, unscoped.old)) found.push(change('gain'));
  if (!ruleImplies(unscoped.old, unscoped.now)) found.push(change('loss'));
  if (found.length > 0 || role === ANONYMOUS) return found;
  if (!ruleImplies(to.rule, from.rule)) found.push(change('gain', true));
  if (!ruleImplies(from.rule, to.rule)) found.push(change('loss', true));
  return found;
}

function withoutScopes({ rule }: MatrixCell): MatrixCell['rule'] {
  return rule.map((group) => ({ ...group, roles: [], scopes: [] }));
}

function isDenied(cell: MatrixCell | undefined): boolean {
  return cell === undefined || cell.verdict === 'DENY';
}

/** Describes both cells; in full when their short descriptions are equal, so that the change is visible. */
function describeTransition(
  from: MatrixCell | undefined,
  to: MatrixCell | undefined,
  isScoped: boolean,
): string {
  const [before, after] = [from, to].map((cell) => (cell === undefined ? 'absent' : cellInWords(cell)));
  if (before !== after || from === undefined || to === undefined) return `${before} -> ${after}`;
  return `${describeFully(from, isScoped)} -> ${describeFully(to, isScoped)}`;
}

function describeFully({ verdict, rule }: MatrixCell, isScoped: boolean): string {
  const groups = rule.map((group) =>
    [
      ...conditionsOn({ ...group, value: [] }),
      ...group.value.map((requirement) => `${describeRequirement(requirement)} of the value`),
      ...(isScoped ? [describeScopes(group)] : []),
    ].join(' and '),
  );
  return `${verdict}(${[...new Set(groups)].join(', or ')})`;
}

function describeScopes({ scopes }: Group): string {
  if (scopes === null) return 'no scopes allowed';
  return scopes.length === 0 ? 'any scopes' : `scopes ${scopes.join(' ')}`;
}
