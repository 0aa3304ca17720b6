/**
 * The script of the /setup page. It removes the one-time token from the address bar first, keeps it in memory
 * only and sends requests to /graphql only. It ends the session that accepting an invitation starts, so that
 * nothing remains in the browser.
 */
export const setupScript: string = `
(function () {
  'use strict';
  var token = new URLSearchParams(location.hash.slice(1)).get('token') || '';
  history.replaceState(null, '', location.pathname);

  var accept = 'mutation Accept($input: AcceptInvitationInput!) { acceptInvitation(input: $input) ' +
    '{ ok user { username } tokens { refreshToken } userErrors { code message field } } }';
  var reset = 'mutation Reset($input: ResetPasswordInput!) { resetPassword(input: $input) { ok userErrors { code message field } } }';
  var logout = 'mutation Logout($input: LogoutInput) { logout(input: $input) { ok } }';
  var policy = 'query Policy { server { passwordPolicy { minLength } } }';
  var kinds = [
    { prefix: 'cordon_setup_', field: 'acceptInvitation', query: accept, password: 'password', shown: ['username', 'email', 'fullName'],
      title: 'Create the first administrator', lead: 'This link can be used once. It creates the first administrator of this server.',
      action: 'Create administrator', done: 'Administrator created' },
    { prefix: 'cordon_invite_', field: 'acceptInvitation', query: accept, password: 'password', shown: ['fullName'],
      title: 'Accept your invitation', lead: 'Choose a password to activate your account. This link can be used once.',
      action: 'Activate account', done: 'Your account is active' },
    { prefix: 'cordon_reset_', field: 'resetPassword', query: reset, password: 'newPassword', shown: [],
      title: 'Choose a new password', lead: 'You will be signed out on all devices. This link can be used once.',
      action: 'Save password', done: 'Your password has been changed' },
    { prefix: 'cordon_change_', field: 'resetPassword', query: reset, password: 'newPassword', shown: [],
      title: 'Choose a new password', lead: 'You must change your password before you can continue.',
      action: 'Save password', done: 'Your password has been changed' }
  ];
  var linkErrors = {
    TOKEN_INVALID: 'This link has already been used, replaced or revoked. Request a new one.',
    TOKEN_EXPIRED: 'This link has expired. Request a new one.'
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

  function showAlert(message) {
    alertBox.textContent = message;
    alertBox.hidden = false;
  }

  function errorOf(name) { return byId(name + '-error'); }

  function clearErrors() {
    alertBox.hidden = true;
    ['username', 'email', 'fullName', 'password'].forEach(function (name) {
      byId(name).removeAttribute('aria-invalid');
      errorOf(name).hidden = true;
      errorOf(name).textContent = '';
    });
  }

  function showFieldError(name, message) {
    var element = errorOf(name);
    element.textContent = (element.textContent + ' ' + message).trim();
    element.hidden = false;
    byId(name).setAttribute('aria-invalid', 'true');
  }

  function showUserErrors(userErrors) {
    userErrors.forEach(function (error) {
      var last = error.field && error.field[error.field.length - 1];
      var name = last === 'newPassword' ? 'password' : last;
      if (linkErrors[error.code]) showAlert(linkErrors[error.code]);
      else if (name === 'password' || kind.shown.indexOf(name) !== -1) showFieldError(name, error.message);
      else showAlert(error.message);
    });
    var first = form.querySelector('[aria-invalid="true"]');
    if (first) first.focus();
  }

  function showErrors(errors) {
    var extensions = errors[0].extensions || {};
    var wait = extensions.retryAfter ? ' Try again in ' + extensions.retryAfter + ' seconds.' : ' Try again later.';
    var busy = extensions.code === 'RATE_LIMITED' || extensions.code === 'SERVICE_UNAVAILABLE';
    showAlert(errors[0].message + (busy ? wait : extensions.requestId ? ' Request ID: ' + extensions.requestId + '.' : ''));
  }

  function finish(payload) {
    form.hidden = true;
    byId('lead').hidden = true;
    var name = payload.user ? payload.user.username : '';
    byId('title').textContent = kind.done;
    byId('done').textContent = name ? 'You can now sign in as ' + name + '.' : 'You can now sign in with your new password.';
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
    clearErrors();
    button.disabled = true;
    call(kind.query, { input: inputOf() }).then(function (response) {
      var payload = response.data && response.data[kind.field];
      if (payload && payload.ok) finish(payload);
      else if (payload) showUserErrors(payload.userErrors);
      else showErrors(response.errors);
    }).catch(function () {
      showAlert('The server could not be reached. Check your connection and try again.');
    }).finally(function () { button.disabled = false; });
  }

  if (!kind) {
    byId('title').textContent = 'This link is incomplete';
    byId('lead').textContent = 'Open the complete link again, including everything after #. The token is not stored, so reloading the page loses it.';
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
  call(policy, {}).then(function (response) {
    var minLength = response.data.server.passwordPolicy.minLength;
    byId('password-hint').textContent = 'At least ' + minLength + ' characters. Several unrelated words are easy to remember.';
  }).catch(function () {});
})();
`;
