import type { JSX } from 'preact';
import { ta } from '../../texts/admin/index.js';
import { t } from '../../texts/index.js';
import { wordOf } from '../lists/badges.js';
import { formatTime } from '../lists/time.js';
import { Fact } from './profile-tab.js';
import type { UserDetailsFragment } from './user.documents.js';

/** How a user signs in. */
export function FactorsTab({ user }: { readonly user: UserDetailsFragment }): JSX.Element {
  const texts = ta().user;
  const changed = user.passwordChangedAt === null ? t().common.unknown : formatTime(user.passwordChangedAt);
  return (
    <dl class="facts card">
      <Fact name={texts.password}>{user.hasPassword ? texts.hasPassword(changed) : texts.noPassword}</Fact>
      <Fact name={texts.secondFactors}>
        {user.mfaMethods.length === 0 ? texts.noFactors : user.mfaMethods.map(methodName).join(', ')}
      </Fact>
      <Fact name={texts.scopes}>
        <code>{user.permissions.join(' ')}</code>
      </Fact>
    </dl>
  );
}

function methodName(method: string): string {
  return wordOf(ta().user.methods, method);
}
