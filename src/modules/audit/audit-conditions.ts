import type { AuditSelection } from './audit-filter.js';
import type { AuditPosition } from './audit-repository.js';

/**
 * The table of the parts has the addresses of all entries that were not erased. `coalesce`, because the
 * planner would take two equalities for independent, expect hardly any row, and sort.
 */
const addressJoin = `JOIN audit_personal address
  ON address.sequence = audit_events.sequence AND address.part = 'origin'
  AND coalesce(address.entry_id = audit_events.id, FALSE)`;

const maxBranches = 10;

/** Returns selections with one action each, which together select the same entries, each one once. */
export function branchesOf(selection: AuditSelection): readonly AuditSelection[] {
  const { actions, from, before } = selection;
  const isByAction = actions !== null && from === null && before === null;
  if (!isByAction || actions.length < 2 || actions.length > maxBranches) return [selection];
  return actions.map((action) => ({ ...selection, actions: [action] }));
}

/**
 * Returns the conditions; their values are added to `values`. `isHistory` for entries of a user in the order
 * of time, which no index has: the index of the user's entries has their times, but no other column.
 */
export function conditionsOf(
  { actions, actorId, subjectId, outcome, ipAddress, from, before: beforeTime }: AuditSelection,
  before: AuditPosition | null,
  values: unknown[],
): { readonly join: string; readonly sql: string; readonly order: string; readonly isHistory: boolean } {
  // Ordered by sequence, the planner would scan from the end of the log, since it cannot know that time and
  // sequence are correlated.
  const isByTime = from !== null || beforeTime !== null;
  const conditions = [
    userCondition('actor_id', actorId),
    userCondition('subject_id', subjectId),
    // A single action is compared with `=`, so that the index on actions provides the order too.
    actions?.length === 1 ? given('action = ?', actions[0]) : given('action = ANY(?::text[])', actions),
    given('outcome = ?', outcome),
    given('address.ip_address = ?', ipAddress),
    given('occurred_at >= ?', from),
    given('occurred_at < ?', beforeTime),
    before === null
      ? null
      : isByTime
        ? beforeInTime(before)
        : given('audit_events.sequence < ?', before.sequence),
  ].filter((condition) => condition !== null);
  const order = isByTime ? 'occurred_at DESC, audit_events.sequence DESC' : 'audit_events.sequence DESC';
  const join = ipAddress === null ? '' : addressJoin;
  const isHistory = isByTime && (actorId !== null || subjectId !== null);
  return { join, sql: ['TRUE', ...conditions].join(' AND '), order, isHistory };

  function beforeInTime({ occurredAt, sequence }: AuditPosition): string {
    const time = `$${values.push(occurredAt)}::timestamptz`;
    return `(occurred_at, audit_events.sequence) < (${time}, $${values.push(sequence)}::bigint)`;
  }

  function given(condition: string, value: unknown): string | null {
    if (value === null || value === undefined) return null;
    return condition.replace('?', `$${values.push(value)}`);
  }

  function userCondition(column: string, id: string | null): string | null {
    return id === 'nobody' ? 'FALSE' : given(`${column} = ?`, id);
  }
}
