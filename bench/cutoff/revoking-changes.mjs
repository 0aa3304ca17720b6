/** The changes that revoke access, made by an administrator or by the user. */
import { execute } from './clients.mjs';

const role = 'mutation ($input: SetUserRoleInput!) { setUserRole(input: $input) { ok } }';

export const changes = {
  disable: {
    change: (url, admin, { id }) =>
      perform(
        url,
        'mutation ($input: DisableUserInput!) { disableUser(input: $input) { ok } }',
        { input: { id, reason: 'bench' } },
        admin,
      ),
  },
  demote: {
    prepare: (url, admin, { id }) =>
      perform(url, role, { input: { id, role: 'SUPPORT', reason: 'bench' } }, admin),
    change: (url, admin, { id }) =>
      perform(url, role, { input: { id, role: 'USER', reason: 'bench' } }, admin),
  },
  reset: {
    change: (url, admin, { id }) =>
      perform(url, 'mutation ($id: ID!) { resetUserPassword(id: $id) { ok } }', { id }, admin),
  },
  logout: {
    change: (url, _admin, user) => perform(url, 'mutation { logout { ok } }', {}, user),
  },
  'revoke the key': {
    change: async (url, admin) => {
      const { signingKeys } = await execute(url, '{ signingKeys { kid status } }', {}, admin.token);
      const { kid } = signingKeys.find(({ status }) => status === 'ACTIVE');
      const query = 'mutation ($kid: String!) { revokeSigningKey(kid: $kid, reason: "bench") { ok } }';
      await perform(url, query, { kid }, admin);
    },
  },
};

async function perform(url, query, variables, { token }) {
  const data = await execute(url, query, variables, token);
  const [answer] = Object.values(data);
  if (!answer.ok) throw new Error(`rejected: ${query}`);
}
