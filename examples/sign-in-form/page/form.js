import { createCordonClient, meDocument, passkeysSupported } from './client/index.js';
import { addPasskey, answerCode, answerPasskey, signInWithPasskey, signInWithPassword } from './sign-in.js';

const client = createCordonClient({ endpoint: '/graphql', delivery: 'COOKIE' });
const element = (id) => document.getElementById(id);
let challenge = null;

function show(id, message = '') {
  for (const part of ['password-form', 'second-factor-form', 'signed-in']) element(part).hidden = part !== id;
  element('message').textContent = message;
}

function showStep(result) {
  if (result.step === 'signed-in') {
    element('name').textContent = result.user.username;
    show('signed-in');
  } else if (result.step === 'second-factor') {
    challenge = result.challenge;
    const { methods } = challenge;
    element('answer-passkey').hidden = !methods.includes('PASSKEY') || !passkeysSupported();
    for (const part of ['code-field', 'send-code'])
      element(part).hidden = methods.every((method) => method === 'PASSKEY');
    show('second-factor-form', 'Confirm that it is you.');
  } else if (result.step === 'change-password') {
    show('password-form', 'Your password must be changed: use the link that you were sent.');
  } else if (result.step === 'start') {
    show('password-form', result.message);
  } else {
    element('message').textContent = result.message;
  }
}

/** Calls the work on each event, with the values of the form; the form itself is never sent. */
function on(id, event, work) {
  element(id).addEventListener(event, async (raised) => {
    raised.preventDefault();
    const form = raised.target.closest('form');
    await work(form === null ? {} : Object.fromEntries(new FormData(form)));
  });
}

on('password-form', 'submit', async ({ username, password }) =>
  showStep(await signInWithPassword(client, username, password)),
);
on('use-passkey', 'click', async () => showStep(await signInWithPasskey(client)));
on('second-factor-form', 'submit', async ({ code }) => showStep(await answerCode(client, challenge, code)));
on('answer-passkey', 'click', async () => showStep(await answerPasskey(client, challenge)));
on('add-passkey', 'click', async () => {
  element('message').textContent = await addPasskey(client, 'This device');
});
on('sign-out', 'click', async () => {
  await client.logout();
  show('password-form', 'You are signed out.');
});
on('create-account', 'click', async ({ username, password }) => {
  const { user, userErrors } = await client.signUp({ username, email: `${username}@example.com`, password });
  showStep(user === null ? { step: 'again', message: userErrors[0].message } : { step: 'signed-in', user });
});

element('use-passkey').hidden = !passkeysSupported();
// The cookie signs the user in again after a reload.
const { me } = (await client.accessToken()) === null ? { me: null } : await client.send(meDocument, {});
if (me === null) show('password-form');
else showStep({ step: 'signed-in', user: me });
