import { type Signal, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Payload } from '../../api/send.js';
import { query } from '../../api/send.js';
import { ta } from '../../texts/admin/index.js';
import { roleName, statusName } from '../lists/badges.js';
import { type UserDetailsFragment, userById } from './user.documents.js';

/** The user that a form was filled from, and what somebody else has changed since. */
export interface Conflict {
  /** The newest known state, whose version is sent. */
  readonly base: Signal<UserDetailsFragment>;
  readonly changed: Signal<readonly string[] | null>;
  /** Reads the user again when a payload says that the version is out of date. */
  check<Result extends Payload>(payload: Result): Promise<Result>;
}

export function useConflict(user: UserDetailsFragment): Conflict {
  const base = useSignal(user);
  const changed = useSignal<readonly string[] | null>(null);
  return {
    base,
    changed,
    check: async (payload) => {
      if (!payload.userErrors.some(({ code }) => code === 'VERSION_CONFLICT')) return payload;
      const { user: current } = await query(userById, { id: user.id });
      if (current !== null) {
        changed.value = changesBetween(base.value, current);
        base.value = current;
      }
      return payload;
    },
  };
}

/** Returns the differences in words. */
function changesBetween(old: UserDetailsFragment, current: UserDetailsFragment): readonly string[] {
  const { users, user } = ta();
  const fields: readonly (readonly [string, (of: UserDetailsFragment) => string])[] = [
    [users.name, (of) => of.username],
    [users.email, (of) => `${of.email} (${of.emailVerified ? users.verified : users.unverified})`],
    [users.fullName, (of) => of.fullName ?? '-'],
    [users.role, (of) => roleName(of.role)],
    [users.status, (of) => statusName(of.status)],
    [user.language, (of) => of.locale ?? '-'],
    [user.metadata, (of) => JSON.stringify(of.metadata ?? {})],
  ];
  return fields
    .filter(([, read]) => read(old) !== read(current))
    .map(([name, read]) => ta().actions.conflict.change(name, read(old), read(current)));
}

/** Shows what somebody else has changed. */
export function ConflictNote({ conflict }: { readonly conflict: Conflict }): JSX.Element | null {
  const { value: changes } = conflict.changed;
  if (changes === null) return null;
  return (
    <div class="note warn conflict" role="alert">
      <p>
        <strong>{ta().actions.conflict.title}</strong>
      </p>
      {changes.length === 0 ? (
        <p>{ta().actions.conflict.none}</p>
      ) : (
        <ul>
          {changes.map((change) => (
            <li key={change}>{change}</li>
          ))}
        </ul>
      )}
      <p>{ta().actions.conflict.lead}</p>
    </div>
  );
}
