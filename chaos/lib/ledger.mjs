/**
 * Clients that write all the time, and a ledger of what the server has confirmed to them. What was never
 * confirmed may have happened or not; what was confirmed must stay.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { operations, password, send, signIn, signUp } from './client.mjs';
import { runCommand } from './servers.mjs';

export function createLedger() {
  let nextName = 0;
  /** Confirmed sign-ups by username. */
  const confirmed = new Map();
  const attempted = new Set();
  /** Username -> the roles that are possible: the confirmed one, and those that were never confirmed. */
  const roles = new Map();
  /** Clients that rotate their refresh token. */
  const refreshers = [];
  const loggedOut = [];

  async function keepSigningUp(url, isOver) {
    while (!isOver()) {
      nextName += 1;
      const username = `u${nextName}`;
      attempted.add(username);
      const person = await signUp(url, username, nextName);
      if (person === null) await wait(5);
      else confirmed.set(username, person);
    }
  }

  async function keepRefreshing(url, refresher, isOver) {
    while (!isOver()) {
      const variables = { input: { refreshToken: refresher.refreshToken } };
      const { body } = await send(url, operations.refresh, { variables, client: refresher.client });
      const { tokens, userErrors = [] } = body?.data?.refreshToken ?? {};
      if (tokens) Object.assign(refresher, tokens);
      else if (userErrors.some(({ code }) => /^(REFRESH_TOKEN|SESSION)_/.test(code))) {
        loggedOut.push(`${refresher.username}: ${userErrors[0].code}`);
        return;
      }
      await wait(100);
    }
  }

  async function keepSettingRoles(url, isOver) {
    const admin = await signIn(url, 'admin').catch(() => null);
    if (admin === null) return;
    // A demotion ends sessions, so those whose sessions must survive are left alone.
    const targets = [...confirmed.values()].filter((person) => !refreshers.includes(person)).slice(0, 5);
    for (let index = 0; targets.length > 0 && !isOver(); index += 1) {
      const target = targets[index % targets.length];
      const role = index % 2 === 0 ? 'SUPPORT' : 'USER';
      const possible = roles.get(target.username) ?? new Set(['USER']);
      roles.set(target.username, possible.add(role));
      const variables = { input: { id: target.id, role, reason: 'chaos' } };
      const { body } = await send(url, operations.setRole, { variables, token: admin.accessToken });
      if (body?.data?.setUserRole?.user?.role === role) roles.set(target.username, new Set([role]));
    }
  }

  return {
    confirmedCount: () => confirmed.size,
    loggedOutCount: () => loggedOut.length,
    /** Adds clients whose sessions must survive. */
    addRefreshers: async (url, count) => {
      for (let index = 0; index < count; index += 1) {
        const person = await signUp(url, `refresher${index}`, 1_000_000 + index);
        confirmed.set(person.username, person);
        refreshers.push(person);
      }
    },
    /** Signs up until `isOver` returns true. */
    signUp: keepSigningUp,
    /** Writes until `isOver` returns true. */
    write: async (url, isOver) => {
      await Promise.all([
        ...Array.from({ length: 4 }, () => keepSigningUp(url, isOver)),
        ...refreshers.map((refresher) => keepRefreshing(url, refresher, isOver)),
        keepSettingRoles(url, isOver),
      ]);
    },
    /** Lets every client refresh once more, then compares the ledger with a stopped server's database. */
    checkSessions: async (url) => {
      for (const refresher of refreshers) {
        let turns = 0;
        await keepRefreshing(url, refresher, () => {
          turns += 1;
          return turns > 1;
        });
      }
    },
    compare: (options) => compare(options, { confirmed, attempted, roles }),
  };
}

/** Compares the ledger with the exported users and the audit log. */
async function compare(options, { confirmed, attempted, roles }) {
  // The administrator, and users who were disabled on purpose, belong to the experiment.
  const all = await readLines(options, ['users', 'export']);
  const users = all.filter(({ username }) => !/^(admin|gone\d+)$/.test(username));
  const allIds = new Set(all.map(({ id }) => id));
  const audit = await readLines(options, ['audit', 'export']);
  const { code } = await runCommand(options, ['audit', 'verify']);
  const byName = groupByName(users);
  const createdIds = audit
    .filter(({ action }) => action === 'user.created')
    .map(({ subjectId }) => subjectId);
  return {
    lost: [...confirmed.keys()].filter((name) => !byName.has(name)).length,
    doubled: [...byName.values()].filter((rows) => rows.length > 1).length,
    unknown: users.filter(({ username }) => !attempted.has(username) && !confirmed.has(username)).length,
    wrongRoles: [...roles].filter(([name, possible]) => !possible.has(byName.get(name)?.[0]?.role)).length,
    withoutAudit: users.filter(({ id }) => !createdIds.includes(id)).length,
    auditWithoutUser: createdIds.filter((id) => !allIds.has(id)).length,
    auditBroken: code === 0 ? 0 : 1,
    names: [...byName.keys()],
  };
}

function groupByName(users) {
  const groups = new Map();
  for (const user of users) groups.set(user.username, [...(groups.get(user.username) ?? []), user]);
  return groups;
}

async function readLines(options, args) {
  const { code, stdout, stderr } = await runCommand(options, args);
  if (code !== 0) throw new Error(`cordon ${args.join(' ')} exited with ${code}: ${stderr}`);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** Returns how many of the users cannot sign in: identities that were made by half. */
export async function countUnusable(url, names) {
  let unusable = 0;
  for (const [index, username] of names.entries()) {
    const variables = { input: { username, password } };
    const { body } = await send(url, operations.login, { variables, client: 2_000_000 + index });
    if (!body?.data?.login?.tokens) unusable += 1;
  }
  return unusable;
}
