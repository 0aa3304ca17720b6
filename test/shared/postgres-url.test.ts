import { describe, expect, test } from '@jest/globals';
import { parsePostgresUrl } from '../../src/shared/index.js';

describe('the URL of a database', () => {
  test('with one host is used as it is, whether or not that server accepts writes', () => {
    const url = 'postgresql://app:p%40ss@db:5432/cordon?sslmode=verify-full';

    expect(parsePostgresUrl(url)).toEqual({ urls: [url], needsPrimary: false });
  });

  test('with several hosts gives each the credentials and options, and asks for the primary', () => {
    expect(parsePostgresUrl('postgres://app:a,b@one:5433,two,[::1]:1/cordon?sslmode=require')).toEqual({
      urls: [
        'postgres://app:a,b@one:5433/cordon?sslmode=require',
        'postgres://app:a,b@two/cordon?sslmode=require',
        'postgres://app:a,b@[::1]:1/cordon?sslmode=require',
      ],
      needsPrimary: true,
    });
  });

  test.each([
    ['postgres://one/cordon?target_session_attrs=read-write', true],
    ['postgres://one,two/cordon?target_session_attrs=read-write', true],
    ['postgres://one,two/cordon?target_session_attrs=any', false],
  ])('%s asks for the primary: %s', (url, needsPrimary) => {
    expect(parsePostgresUrl(url)).toMatchObject({ needsPrimary });
  });

  test.each([
    ['postgres://u:s3cret@one,/cordon', 'must name a host before and after each comma'],
    ['postgres://u:s3cret@,two/cordon', 'must name a host before and after each comma'],
    ['postgres://u:s3cret@one,:5432/cordon', 'must name a host before and after each comma'],
    ['postgres://u:s3cret@one,two/cordon?target_session_attrs=standby', 'must have read-write or any as'],
    ['postgres:///cordon?password=s3cret&host=one,two', 'must name several hosts like postgresql://'],
    ['postgres://u:s3cret@one,two/cordon?port=1,2', 'must name several hosts like postgresql://'],
  ])('%s is rejected with the reason and without the password', (url, reason) => {
    const problem = { problem: expect.stringContaining(reason) };

    expect(parsePostgresUrl(url)).toEqual(problem);
    expect(JSON.stringify(parsePostgresUrl(url))).not.toContain('s3cret');
  });

  test.each([
    'postgres://one:5432,two:99999/cordon',
    'postgres://one,t wo/cordon',
    'postgres://one,two',
    'postgres://u:p#x@one,two/cordon',
    'mysql://one,two/cordon',
    'one,two',
  ])('%s is no URL of a database', (url) => {
    expect(parsePostgresUrl(url)).toBeNull();
  });
});
