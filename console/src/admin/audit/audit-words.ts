import { ta } from '../../texts/admin/index.js';
import { wordOf } from '../lists/badges.js';
import type { AuditRowFragment } from './audit.documents.js';

/** Returns the name of an action; a newer server, or a project, may record others. */
export function actionName(action: string): string {
  return wordOf(ta().audit.actions, action);
}

/** Returns who caused an event, when it was not a user who still can be named. */
export function actorName({ actorType, actor }: AuditRowFragment): string {
  return actor?.username ?? wordOf(ta().audit.actors, actorType);
}

/** Returns a value of `changes` as text. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return '-';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A changed field of an event. */
export interface Change {
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** Returns the changed fields of an event. */
export function changesOf({ changes }: AuditRowFragment): readonly Change[] {
  return Object.entries(changes ?? {}).map(([field, change]) => ({
    field,
    from: memberOf(change, 'from'),
    to: memberOf(change, 'to'),
  }));
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
