import { ta } from '../../texts/admin/index.js';
import type { Url } from '../lists/use-url.js';
import type { AuditFilter, AuditOutcome } from './audit.documents.js';
import { actionName } from './audit-words.js';

export const outcomes = ['SUCCESS', 'FAILURE', 'DENIED'] as const;
export const personRoles = ['subjectId', 'actorId'] as const;

/** The actions with a name, in groups by what they are about. */
export function actionGroups(): readonly (readonly [group: string, actions: readonly string[]])[] {
  const { groups } = ta().audit;
  const known = Object.keys(ta().audit.actions);
  const names = ['user', 'session', 'login', 'mfa', 'key'] as const;
  const of = (group: string): readonly string[] => known.filter((action) => action.startsWith(`${group}.`));
  const grouped = names.map((name) => [name, of(name)] as const);
  const rest = known.filter((action) => !grouped.some(([, actions]) => actions.includes(action)));
  return [
    ...grouped.map(([name, actions]) => [groups[name], actions] as const),
    [groups.other, rest] as const,
  ];
}

/** Returns the actions as options, sorted by their names. */
export function sortedActions(actions: readonly string[]): readonly string[] {
  return [...actions].sort((one, other) => actionName(one).localeCompare(actionName(other)));
}

/** Returns the filter that the URL has. */
export function readAuditFilter(url: Url): AuditFilter {
  const [action, person, address] = [url.text('action'), url.text('person'), url.text('address')];
  const wanted = url.list('outcome');
  const [since, before] = [url.text('since'), url.text('before-time')];
  const range = { ...(since === '' ? {} : { gte: since }), ...(before === '' ? {} : { lt: before }) };
  return {
    ...(action === '' ? {} : { actions: [action] }),
    ...(person === '' ? {} : { [url.oneOf('as', personRoles)]: person }),
    ...(address === '' ? {} : { ipAddress: address }),
    ...(wanted.length === 1 ? { outcome: wanted[0] as AuditOutcome } : {}),
    ...(Object.keys(range).length === 0 ? {} : { occurredAt: range }),
  };
}
