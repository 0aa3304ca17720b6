import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { sendGraphql, stringAt } from '../helpers/http-client.js';
import { createFirstAdministrator } from '../helpers/sign-in.js';
import { createInstallation, type Installation } from '../helpers/spawn-server.js';
import { describeOnPostgres } from '../helpers/test-database.js';

const refresh = `mutation ($token: String!) {
  refreshToken(input: { refreshToken: $token }) { userErrors { code } tokens { accessToken refreshToken } }
}`;

describeOnPostgres('two instances whose clocks differ by 40 seconds', () => {
  let installation: Installation;
  beforeEach(async () => {
    installation = await createInstallation();
  });
  afterEach(() => installation.close());

  test('an honest retry at the other instance returns the identical successor, in both directions', async () => {
    const shift = join(installation.folder, 'shift.mjs');
    writeFileSync(
      shift,
      `const Real = Date;
       globalThis.Date = class extends Real {
         constructor(...given) { given.length === 0 ? super(Real.now() + 40_000) : super(...given); }
         static now() { return Real.now() + 40_000; }
       };`,
    );
    const exact = await installation.start();
    const { refreshToken } = await createFirstAdministrator(exact);
    const ahead = await installation.start({ NODE_OPTIONS: `--import=${shift}` });
    const rotateAt = async ({ url }: { readonly url: string }, token: string): Promise<string> =>
      stringAt(
        await sendGraphql(url, refresh, { variables: { token } }),
        'data',
        'refreshToken',
        'tokens',
        'refreshToken',
      );

    const second = await rotateAt(exact, refreshToken);
    expect(await rotateAt(ahead, refreshToken)).toBe(second);
    const third = await rotateAt(ahead, second);
    expect(await rotateAt(exact, second)).toBe(third);
  });
});
