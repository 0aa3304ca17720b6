import type { Settings } from './settings.js';
import { listOf, onOrOff } from './value-parsers.js';
import type { Variable } from './variable.js';

type LoginSettings = Pick<Settings, 'mfaRequiredRoles' | 'passwordGrant'>;

/** The variables about how users prove who they are. */
export const loginVariables: { readonly [Key in keyof LoginSettings]: Variable<LoginSettings[Key]> } = {
  mfaRequiredRoles: {
    name: 'CORDON_MFA_REQUIRED_ROLES',
    description:
      'The roles whose users must prove a second factor, separated by commas; roles that include one of them must, too. Without it they can only set one up, see themselves and sign out.',
    format: 'a list of roles like SUPPORT',
    schema: listOf((name) => /^[A-Z][A-Z0-9_]{0,63}$/.test(name)),
    development: [],
    production: [],
  },
  passwordGrant: {
    name: 'CORDON_PASSWORD_GRANT',
    description:
      'Whether POST /token accepts the password grant. RFC 9700 section 2.4 forbids it for new clients: switch it off when no client needs it.',
    format: '`on` or `off`',
    schema: onOrOff,
    development: true,
    production: true,
  },
};
