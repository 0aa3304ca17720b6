import type { JSX } from 'preact';
import { ta } from '../../texts/admin/index.js';
import { Badge } from '../lists/badges.js';
import type { PolicyVerdict } from './access.documents.js';

/** Whether something may be reached. */
export function Verdict({ verdict }: { readonly verdict: PolicyVerdict }): JSX.Element {
  const tones = { ALLOW: 'good', DENY: 'bad', DYNAMIC: 'warn' } as const;
  return <Badge tone={tones[verdict]}>{ta().access[verdict]}</Badge>;
}
