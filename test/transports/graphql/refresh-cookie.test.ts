import { describe, expect, test } from '@jest/globals';
import { createRefreshCookie } from '../../../src/transports/graphql/refresh-cookie.js';

const now = new Date('2026-03-01T09:30:00.000Z');
const open = (header?: string) => createRefreshCookie(header, () => now);
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);

describe('the cookie of a request', () => {
  test.each([
    ['none', undefined, null],
    ['an empty header', '', null],
    ['ours alone', '__Host-cordon_refresh=cordon_refresh_a-_', 'cordon_refresh_a-_'],
    ['ours among others', 'a=b; __Host-cordon_refresh=t; c=d', 't'],
    ['ours without a value', '__Host-cordon_refresh=', null],
    ['ours twice', '__Host-cordon_refresh=t; __Host-cordon_refresh=u', null],
    [
      'names that only look like it',
      'cordon_refresh=a; __host-cordon_refresh=b; x__Host-cordon_refresh=c',
      null,
    ],
    ['nonsense', ';;=;;__Host-cordon_refresh;', null],
  ])('of %s is read strictly', (_what, header, token) => {
    expect(open(header).read()).toBe(token);
  });

  test('says nothing when nothing changed', () => {
    expect(open('__Host-cordon_refresh=t').setCookie()).toBeNull();
  });

  test('is kept out of reach of scripts, other sites and plain http, for as long as the token lives', () => {
    const cookie = open();

    cookie.store('cordon_refresh_new', later(1209600.9));

    expect(cookie.setCookie()).toBe(
      '__Host-cordon_refresh=cordon_refresh_new; Max-Age=1209600; Path=/; Secure; HttpOnly; SameSite=Strict',
    );
  });

  test('of two changes tells the last, in one header', () => {
    const cookie = open('__Host-cordon_refresh=t');

    cookie.store('one', later(10));
    cookie.store('two', later(-10));
    expect(cookie.read()).toBe('two');
    expect(cookie.setCookie()).toMatch(/^__Host-cordon_refresh=two; Max-Age=0;/);
    cookie.clear();
    expect(cookie.read()).toBeNull();
    expect(cookie.setCookie()).toBe(
      '__Host-cordon_refresh=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Strict',
    );
  });
});
