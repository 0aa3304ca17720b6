import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { renderMail } from '../../src/modules/mail/mail-template.js';
import {
  type MailTemplateName,
  mailTemplates,
  selectSource,
  shippedSources,
} from '../../src/modules/mail/mail-templates.js';
import { describeInBrowser, launchBrowser, type PageVisit, type TestBrowser } from '../helpers/chromium.js';
import { createTestServer, type TestServer } from '../helpers/create-test-server.js';
import { eventually } from '../helpers/eventually.js';

let server: TestServer;
let browser: TestBrowser;
let blank: PageVisit;

const names = Object.keys(mailTemplates) as MailTemplateName[];

/** A word without a place to break at. */
const longWord = 'x'.repeat(64);

describeInBrowser('in a real browser', () => {
  beforeAll(async () => {
    server = await createTestServer({ NODE_ENV: 'development' });
    browser = await launchBrowser();
    blank = await browser.visit('about:blank', { viewport: { width: 360, height: 640 } });
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  test.each(names.flatMap((name) => ['en', 'de'].map((language) => ({ name, language }))))(
    'the mail $name in $language fits into 360 pixels',
    async ({ name, language }) => {
      const values = Object.fromEntries(mailTemplates[name].values.map((value) => [value, longWord]));
      const link = `https://id.example.com/${longWord}#${longWord}`;
      const { html } = renderMail(selectSource(shippedSources, name, language), {
        ...values,
        ...('link' in values ? { link } : {}),
        serverName: 'id.example.com',
      });
      const { page, externalUrls } = blank;
      await page.setContent(html);

      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      const folder = process.env['CORDON_SCREENSHOTS'];
      if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.${language}.png` });
      expect(width).toBe(360);
      expect(externalUrls).toEqual([]);
    },
  );

  test('/mailbox shows mails in frames without scripts, the newest first', async () => {
    const hostile = `</iframe><script>document.title = 'owned'</script><img src="https://evil.example/x">`;
    const mail = {
      to: 'ada@example.com',
      messageId: '<1@localhost>',
      subject: 'First',
      text: `Hello ${hostile}\nhttp://127.0.0.1/reset#token`,
      link: 'http://127.0.0.1/reset#token',
      html: `<p style="color:green" id="greeting">Hello</p>${hostile}`,
    };
    const { mailbox } = server.server.app.mail;
    await mailbox?.send(mail, new AbortController().signal);
    await mailbox?.send({ ...mail, subject: 'Second' }, new AbortController().signal);
    const { page, externalUrls } = await browser.visit(`${server.url}/mailbox`, {
      viewport: { width: 360, height: 900 },
    });
    const folder = process.env['CORDON_SCREENSHOTS'];
    if (folder !== undefined) await page.screenshot({ path: `${folder}/mailbox.png` });

    expect(await page.locator('h2').allInnerTexts()).toEqual(['Second', 'First']);
    expect(await page.locator('article a').first().getAttribute('href')).toBe('http://127.0.0.1/reset#token');
    const greeting = page.frameLocator('iframe').first().locator('#greeting');
    await greeting.waitFor();
    const color = `getComputedStyle(document.querySelector('#greeting')).color`;
    expect(await page.frames()[1]?.evaluate(color)).toBe('rgb(0, 128, 0)');
    expect(await page.title()).toBe('Mailbox - Cordon');
    await eventually(() => expect(externalUrls).toEqual([]));
  });
});
