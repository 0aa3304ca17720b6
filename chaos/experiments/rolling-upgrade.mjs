/**
 * The previous release and this one work on one database: this one starts and migrates it while the previous
 * one is under load, and both serve until the previous one stops.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { createAdministrator, operations, send, signUp } from '../lib/client.mjs';
import { createLedger } from '../lib/ledger.mjs';
import { buildPreviousRelease } from '../lib/previous-release.mjs';
import { startProbe } from '../lib/probe.mjs';
import { startServer } from '../lib/servers.mjs';

export const experiment = {
  name: 'rolling-upgrade',
  databases: ['postgres'],
  run: async ({ options, isQuick }) => {
    const { root, name } = buildPreviousRelease(options.dataFolder);
    console.log(`        previous release: ${name}`);
    const previous = await startServer({ ...options, root });
    const administrator = await createAdministrator(previous);
    const ledger = createLedger();
    await ledger.addRefreshers(previous.url, 5);

    const ofPrevious = probe(previous, administrator);
    let isOver = false;
    const writing = ledger.write(previous.url, () => isOver);
    await wait(1_000);
    const current = await startServer(options);
    const ofCurrent = probe(current, administrator);
    const signingUp = ledger.signUp(current.url, () => isOver);
    await wait(isQuick ? 3_000 : 20_000);
    const accepted = [
      ...(await disableAcross(previous, current, administrator, 'gone1')),
      ...(await disableAcross(current, previous, administrator, 'gone2')),
    ];
    isOver = true;
    await Promise.all([writing, signingUp]);
    const failed = [...(await ofPrevious.stop()), ...(await ofCurrent.stop())].filter(
      ({ status }) => status !== 200,
    );

    await previous.stop();
    await ledger.checkSessions(current.url);
    await current.stop();
    const { names, ...differences } = await ledger.compare(options);
    return [
      { figure: 'confirmed sign-ups', value: ledger.confirmedCount(), least: 20 },
      { figure: 'users', value: names.length, least: 20 },
      ...Object.entries(differences).map(([figure, value]) => ({ figure, value, most: 0 })),
      { figure: 'failed requests', value: failed.length, most: 0 },
      { figure: 'honest clients logged out', value: ledger.loggedOutCount(), most: 0 },
      {
        figure: 'requests of a user whom the other release had disabled, accepted',
        value: accepted.length,
        most: 0,
      },
    ];
  },
};

function probe({ url }, { accessToken }) {
  return startProbe(() => url, { token: () => accessToken, clients: 2 });
}

/**
 * Disables a user at one server who has just been accepted at the other, and asks the other again. Returns
 * the answers that should have been refusals.
 */
async function disableAcross(disabling, asked, { accessToken }, username) {
  const user = await signUp(asked.url, username, 3_000_000 + Number(username.replace('gone', '')));
  const me = () => send(asked.url, operations.me, { token: user.accessToken });
  if ((await me()).body?.data?.me?.username !== username) throw new Error(`${username} was not accepted`);
  const variables = { input: { id: user.id, reason: 'chaos' } };
  const { body } = await send(disabling.url, operations.disable, { variables, token: accessToken });
  if (body?.data?.disableUser?.user?.id !== user.id) throw new Error(`${username} was not disabled`);
  const answers = await Promise.all([me(), me(), me()]);
  return answers.filter(({ body: answer }) => answer?.data?.me);
}
