import type { JSX } from 'preact';
import { ta } from '../../texts/admin/index.js';
import { t } from '../../texts/index.js';

type Tone = 'good' | 'bad' | 'warn' | 'accent' | 'plain';

/** A word in a coloured field. The colour only repeats what the word says. */
export function Badge(props: { readonly tone: Tone; readonly children: string }): JSX.Element {
  return <span class={props.tone === 'plain' ? 'badge' : `badge ${props.tone}`}>{props.children}</span>;
}

const statusTones: Readonly<Record<string, Tone>> = {
  ACTIVE: 'good',
  INVITED: 'accent',
  PENDING_VERIFICATION: 'accent',
  DISABLED: 'bad',
  DELETED: 'plain',
};

/** The status of a user. */
export function StatusBadge({ status }: { readonly status: string }): JSX.Element {
  return <Badge tone={statusTones[status] ?? 'plain'}>{statusName(status)}</Badge>;
}

/** Returns the name of a status; a newer server may have more of them. */
export function statusName(status: string): string {
  return wordOf(ta().statuses, status);
}

/** Returns the name of a role; a project may have roles of its own. */
export function roleName(role: string): string {
  return wordOf(t().roles, role);
}

/** Returns the text of this name, or the name itself. */
export function wordOf(words: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(words, name) ? (words[name] ?? name) : name;
}
