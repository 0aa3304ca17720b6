import { describe, expect, test } from '@jest/globals';
import { ConfigError, readConfig } from '../../../src/platform/config/index.js';

const from = { CORDON_MAIL_FROM: 'no-reply@example.com' };

function problemsOf(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map(({ variable, problem }) => `${variable} ${problem}`);
  }
}

const production = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgresql://cordon:vTq8sZ2mWx4y@db/cordon',
  CORDON_ISSUER: 'https://id.example.com',
  CORDON_MASTER_KEY: 'q0l3c6YB6o2tO2sVpJmYw4h8Kc3cJ5mHn7w1eZr9x0U=',
};

describe('CORDON_SMTP_URL', () => {
  test.each([
    ['smtp://mail.example.com', { host: 'mail.example.com', port: 587, implicitTls: false }],
    ['smtps://mail.example.com', { host: 'mail.example.com', port: 465, implicitTls: true }],
    ['smtp://MAIL:2525/', { host: 'mail', port: 2525, implicitTls: false }],
    ['smtp://[::1]:25', { host: '::1', port: 25, implicitTls: false }],
  ])('%s', (url, expected) => {
    expect(readConfig({ CORDON_SMTP_URL: url, ...from }).mail.smtp).toEqual({
      ...expected,
      credentials: null,
    });
  });

  test('reads percent-encoded credentials', () => {
    const { mail } = readConfig({ CORDON_SMTP_URL: 'smtp://a%40b:p%2Fw%23%25@mail', ...from });

    expect(mail.smtp?.credentials).toEqual({ user: 'a@b', password: 'p/w#%' });
  });

  test.each([
    'mail.example.com',
    'http://mail.example.com',
    'smtp://',
    'smtp://mail?tls.rejectUnauthorized=false',
    'smtp://mail#x',
    'smtp://mail/path',
    'smtp://user@mail',
    'smtp://:hunter-secret@mail',
    'smtp://user:hunter-secret%zz@mail',
  ])('rejects %s, and repeats nothing of it', (url) => {
    const problems = problemsOf({ CORDON_SMTP_URL: url, ...from });

    expect(problems).toEqual([expect.stringMatching(/^CORDON_SMTP_URL must be a URL like smtp:/)]);
    expect(problems.join()).not.toMatch(/hunter-secret/);
  });

  test('is useless without a sender', () => {
    expect(problemsOf({ CORDON_SMTP_URL: 'smtp://mail' })).toEqual([
      'CORDON_MAIL_FROM is missing, but CORDON_SMTP_URL is set',
    ]);
  });
});

describe('CORDON_MAIL_FROM', () => {
  test.each([
    ['no-reply@example.com', { name: null, address: 'no-reply@example.com' }],
    ['Example AG <no-reply@example.com>', { name: 'Example AG', address: 'no-reply@example.com' }],
    ['"Example, AG" <no-reply@example.com>', { name: 'Example, AG', address: 'no-reply@example.com' }],
    ['Grüße <no-reply@example.com>', { name: 'Grüße', address: 'no-reply@example.com' }],
  ])('%s', (text, sender) => {
    expect(readConfig({ CORDON_MAIL_FROM: text }).mail.from).toEqual(sender);
  });

  test.each(['no-reply', 'a@b@c', 'A <a@b.c>, B <b@c.d>', 'A\nBcc: x@y.z <a@b.c>', 'a@b.c\r\nBcc: x@y.z'])(
    'rejects %j',
    (text) => {
      expect(problemsOf({ CORDON_MAIL_FROM: text })).toEqual([
        expect.stringMatching(/^CORDON_MAIL_FROM must be an address/),
      ]);
    },
  );
});

describe('CORDON_APP_URL', () => {
  test('loses its trailing slash', () => {
    expect(readConfig({ CORDON_APP_URL: 'https://app.example.com/' }).mail.appUrl).toBe(
      'https://app.example.com',
    );
    expect(readConfig({ CORDON_APP_URL: 'https://app.example.com/account/' }).mail.appUrl).toBe(
      'https://app.example.com/account',
    );
  });

  test.each([
    'app.example.com',
    'javascript:alert(1)',
    'https://a.b/?x=1',
    'https://a.b/#x',
    'https://u:p@a.b',
  ])('rejects %s', (url) => {
    expect(problemsOf({ CORDON_APP_URL: url })).toHaveLength(1);
  });

  test('must use https in production', () => {
    expect(problemsOf({ ...production, CORDON_APP_URL: 'http://app.example.com' })).toEqual([
      'CORDON_APP_URL must use https (http only for localhost) in production',
    ]);
  });
});

test('mail is enabled in development, and in production with an SMTP server', () => {
  expect(readConfig({}).mail).toMatchObject({ enabled: true, smtp: null });
  expect(readConfig(production).mail).toMatchObject({ enabled: false, smtp: null });
  expect(readConfig({ ...production, CORDON_SMTP_URL: 'smtp://mail', ...from }).mail.enabled).toBe(true);
});

describe('CORDON_LANDING_PAGES', () => {
  test('reads the start of the links of every app', () => {
    const text = 'mobile=https://m.example.com/, shop=http://localhost:3000/account';

    expect(readConfig({ CORDON_LANDING_PAGES: text }).mail.landingPages).toEqual([
      { key: 'mobile', url: 'https://m.example.com' },
      { key: 'shop', url: 'http://localhost:3000/account' },
    ]);
  });

  test.each([
    'https://m.example.com',
    'default=https://m.example.com',
    'a=https://m.example.com,a=https://n.example.com',
    'a=javascript:alert(1)',
    'a=https://m.example.com,',
    'A=https://m.example.com',
    'a=https://user:password@m.example.com',
    'a=https://m.example.com?next=x',
  ])('refuses %s', (text) => {
    expect(problemsOf({ CORDON_LANDING_PAGES: text })).toHaveLength(1);
  });

  test('must use https in production', () => {
    expect(problemsOf({ ...production, CORDON_LANDING_PAGES: 'a=http://m.example.com' })).toEqual([
      'CORDON_LANDING_PAGES must use https (http only for localhost) in production',
    ]);
  });
});

describe('CORDON_EMAIL_VERIFICATION', () => {
  test.each(['off', 'optional', 'required'] as const)('%s', (mode) => {
    expect(readConfig({ CORDON_EMAIL_VERIFICATION: mode }).login.emailVerification).toBe(mode);
  });

  test('needs an SMTP server in production', () => {
    const required = { ...production, CORDON_EMAIL_VERIFICATION: 'required' };

    expect(problemsOf(required)).toEqual([
      'CORDON_SMTP_URL is missing, but CORDON_EMAIL_VERIFICATION is required',
    ]);
    expect(problemsOf({ ...required, CORDON_SMTP_URL: 'smtp://mail', ...from })).toEqual([]);
  });
});
