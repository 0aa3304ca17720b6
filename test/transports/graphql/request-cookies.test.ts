import { describe, expect, test } from '@jest/globals';
import { createRequestCookies } from '../../../src/transports/graphql/request-cookies.js';

const now = new Date('2026-03-01T09:30:00.000Z');
const cookiesOf = (header?: string) => createRequestCookies(header, () => now);
const inSeconds = (seconds: number) => new Date(now.getTime() + seconds * 1000);

describe('createRequestCookies', () => {
  test.each([
    ['no header', undefined, null],
    ['an empty header', '', null],
    ['the cookie alone', '__Host-cordon_refresh=cordon_refresh_a-_', 'cordon_refresh_a-_'],
    ['the cookie among others', 'a=b; __Host-cordon_refresh=t; c=d', 't'],
    ['the cookie without a value', '__Host-cordon_refresh=', null],
    ['the cookie twice', '__Host-cordon_refresh=t; __Host-cordon_refresh=u', null],
    ['similar names', 'cordon_refresh=a; __host-cordon_refresh=b; x__Host-cordon_refresh=c', null],
    ['a malformed header', ';;=;;__Host-cordon_refresh;', null],
  ])('reads the refresh token from %s', (_what, header, token) => {
    expect(cookiesOf(header).refreshCookie.read()).toBe(token);
  });

  test('reads both cookies from one header', () => {
    const { refreshCookie, deviceCookie } = cookiesOf('__Host-cordon_refresh=r; __Host-cordon_device=d');

    expect([refreshCookie.read(), deviceCookie.read()]).toEqual(['r', 'd']);
  });

  test('sets no cookie when nothing was changed', () => {
    expect(cookiesOf('__Host-cordon_refresh=t; __Host-cordon_device=d').setCookies()).toEqual([]);
  });

  test('hides the refresh token from scripts, other sites and plain http, for the lifetime of the token', () => {
    const cookies = cookiesOf();

    cookies.refreshCookie.store('cordon_refresh_new', inSeconds(1209600.9));

    expect(cookies.setCookies()).toEqual([
      '__Host-cordon_refresh=cordon_refresh_new; Max-Age=1209600; Path=/; Secure; HttpOnly; SameSite=Strict',
    ]);
  });

  test('sends only the last of several changes', () => {
    const { refreshCookie, setCookies } = cookiesOf('__Host-cordon_refresh=t');

    refreshCookie.store('one', inSeconds(10));
    refreshCookie.store('two', inSeconds(-10));
    expect(refreshCookie.read()).toBe('two');
    expect(setCookies()).toEqual([expect.stringMatching(/^__Host-cordon_refresh=two; Max-Age=0;/)]);
    refreshCookie.clear();
    expect(refreshCookie.read()).toBeNull();
    expect(setCookies()).toEqual([
      '__Host-cordon_refresh=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Strict',
    ]);
  });

  test('stores the device cookie for 400 days', () => {
    const cookies = cookiesOf();

    cookies.deviceCookie.store('d');

    expect(cookies.setCookies()).toEqual([
      '__Host-cordon_device=d; Max-Age=34560000; Path=/; Secure; HttpOnly; SameSite=Strict',
    ]);
  });
});
