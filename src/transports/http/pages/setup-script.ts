/**
 * The program of the /setup page. It takes the one-time token out of the address bar before anything else, keeps it in memory only,
 * talks to /graphql alone, and ends the session that taking up an invitation opens: nothing of it stays in the browser.
 */
export const setupScript: string = `
(function () {
  'use strict';
  var token = new URLSearchParams(location.hash.slice(1)).get('token') || '';
  history.replaceState(null, '', location.pathname);

  var accept = 'mutation Accept($input: AcceptInvitationInput!) { acceptInvitation(input: $input) ' +
    '{ ok user { username } tokens { refreshToken } userErrors { code message field } } }';
  var reset = 'mutation Reset($input: ResetPasswordInput!) { resetPassword(input: $input) { ok userErrors { code message field } } }';
  var logout = 'mutation Leave($input: LogoutInput) { logout(input: $input) { ok } }';
  var policy = 'query Policy { server { passwordPolicy { minLength } } }';
  var kinds = [
    { prefix: 'cordon_setup_', field: 'acceptInvitation', query: accept, password: 'password', shown: ['username', 'email', 'fullName'],
      title: 'Create the first administrator', lead: 'This link works once. Whoever uses it becomes the administrator of this server.',
      action: 'Create administrator', done: 'The administrator is ready' },
    { prefix: 'cordon_invite_', field: 'acceptInvitation', query: accept, password: 'password', shown: ['fullName'],
      title: 'Accept your invitation', lead: 'Choose a password to open your account. This link works once.',
      action: 'Open account', done: 'Your account is open' },
    { prefix: 'cordon_reset_', field: 'resetPassword', query: reset, password: 'newPassword', shown: [],
      title: 'Choose a new password', lead: 'You will be signed out everywhere. This link works once.',
      action: 'Save password', done: 'Your password is changed' },
    { prefix: 'cordon_change_', field: 'resetPassword', query: reset, password: 'newPassword', shown: [],
      title: 'Choose a new password', lead: 'Your password has to be changed before you can go on.',
      action: 'Save password', done: 'Your password is changed' }
  ];
  var deadLinks = {
    TOKEN_INVALID: 'This link was used, replaced or withdrawn. Ask for a new one.',
    TOKEN_EXPIRED: 'This link is too old. Ask for a new one.'
  };
  var kind = kinds.find(function (candidate) { return token.startsWith(candidate.prefix); });
  var form = document.getElementById('form');
  var alertBox = document.getElementById('alert');
  var button = document.getElementById('submit');

  function byId(id) { return document.getElementById(id); }

  function call(query, variables) {
    return fetch('/graphql', {
      method: 'POST', credentials: 'omit', referrerPolicy: 'no-referrer',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query: query, variables: variables })
    }).then(function (response) { return response.json(); });
  }

  function complain(message) {
    alertBox.textContent = message;
    alertBox.hidden = false;
  }

  function faultOf(name) { return byId(name + '-fault'); }

  function clearFaults() {
    alertBox.hidden = true;
    ['username', 'email', 'fullName', 'password'].forEach(function (name) {
      byId(name).removeAttribute('aria-invalid');
      faultOf(name).hidden = true;
      faultOf(name).textContent = '';
    });
  }

  function showFault(name, message) {
    var fault = faultOf(name);
    fault.textContent = (fault.textContent + ' ' + message).trim();
    fault.hidden = false;
    byId(name).setAttribute('aria-invalid', 'true');
  }

  function showUserErrors(userErrors) {
    userErrors.forEach(function (error) {
      var last = error.field && error.field[error.field.length - 1];
      var name = last === 'newPassword' ? 'password' : last;
      if (deadLinks[error.code]) complain(deadLinks[error.code]);
      else if (name === 'password' || kind.shown.indexOf(name) !== -1) showFault(name, error.message);
      else complain(error.message);
    });
    var first = form.querySelector('[aria-invalid="true"]');
    if (first) first.focus();
  }

  function showErrors(errors) {
    var extensions = errors[0].extensions || {};
    var wait = extensions.retryAfter ? ' Try again in ' + extensions.retryAfter + ' seconds.' : ' Try again later.';
    var busy = extensions.code === 'RATE_LIMITED' || extensions.code === 'SERVICE_UNAVAILABLE';
    complain(errors[0].message + (busy ? wait : extensions.requestId ? ' Request ' + extensions.requestId + '.' : ''));
  }

  function finish(payload) {
    form.hidden = true;
    byId('lead').hidden = true;
    var name = payload.user ? payload.user.username : '';
    byId('title').textContent = kind.done;
    byId('done').textContent = name ? 'You can now sign in as ' + name + '.' : 'You can now sign in with it.';
    byId('done').hidden = false;
    byId('title').focus();
    if (payload.tokens) call(logout, { input: { refreshToken: payload.tokens.refreshToken } }).catch(function () {});
  }

  function inputOf() {
    var input = { token: token };
    input[kind.password] = byId('password').value;
    kind.shown.forEach(function (name) {
      var value = byId(name).value;
      if (value !== '') input[name] = value;
    });
    return input;
  }

  function submit(event) {
    event.preventDefault();
    clearFaults();
    button.disabled = true;
    call(kind.query, { input: inputOf() }).then(function (answer) {
      var payload = answer.data && answer.data[kind.field];
      if (payload && payload.ok) finish(payload);
      else if (payload) showUserErrors(payload.userErrors);
      else showErrors(answer.errors);
    }).catch(function () {
      complain('The server could not be reached. Check the connection and try again.');
    }).finally(function () { button.disabled = false; });
  }

  if (!kind) {
    byId('title').textContent = 'This link is not complete';
    byId('lead').textContent = 'Open the whole link again, from # to its end. It is kept nowhere, so a reloaded page does not know it any more.';
    return;
  }
  document.title = kind.title + ' - Cordon';
  byId('title').textContent = kind.title;
  byId('lead').textContent = kind.lead;
  button.textContent = kind.action;
  ['username', 'email', 'fullName'].forEach(function (name) {
    byId(name + '-row').hidden = kind.shown.indexOf(name) === -1;
  });
  byId('username').required = byId('email').required = kind.shown.indexOf('username') !== -1;
  byId('show').addEventListener('change', function (event) {
    byId('password').type = event.target.checked ? 'text' : 'password';
  });
  form.addEventListener('submit', submit);
  form.hidden = false;
  form.querySelector('div:not([hidden]) > input').focus();
  call(policy, {}).then(function (answer) {
    var least = answer.data.server.passwordPolicy.minLength;
    byId('password-hint').textContent = 'At least ' + least + ' characters; a few words in a row are easy to keep in mind.';
  }).catch(function () {});
})();
`;
