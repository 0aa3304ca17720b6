import { describe, expect, test } from '@jest/globals';
import { renderMail } from '../../../src/modules/mail/mail-template.js';
import {
  type MailTemplateName,
  mailTemplates,
  selectSource,
  shippedSources,
} from '../../../src/modules/mail/mail-templates.js';

const source = {
  subject: 'Hello',
  text: 'Dear {{name}}: {{link}}',
  html: '<a href="{{link}}">{{name}}</a>',
};
const link = 'https://id.example.com/reset#token';

describe('renderMail', () => {
  test('escapes values in the HTML and leaves them as they are in the text', () => {
    const name = `<img src=x onerror="alert('1')"> & co`;

    expect(renderMail(source, { name, link })).toEqual({
      subject: 'Hello',
      text: `Dear ${name}: ${link}`,
      html: `<a href="${link}">&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt; &amp; co</a>`,
    });
  });

  test('keeps a value on one line, whatever the line break', () => {
    const { text } = renderMail(source, { name: 'a\r\n\r\nb\u2028c\u0000d\u0085e', link });

    expect(text).toBe(`Dear a b c d e: ${link}`);
  });

  test('does not fill placeholders inside of values', () => {
    expect(renderMail(source, { name: '{{link}}', link }).text).toBe(`Dear {{link}}: ${link}`);
  });

  test.each(['javascript:alert(1)', 'https://id.example.com/ x', ' https://id.example.com', ''])(
    'refuses the link %j',
    (bad) => {
      expect(() => renderMail(source, { name: 'ada', link: bad })).toThrow('http(s) URL');
    },
  );

  test('refuses a placeholder without a value, also one of the prototype', () => {
    expect(() => renderMail({ ...source, text: '{{other}}' }, { name: 'ada', link })).toThrow('{{other}}');
    expect(() => renderMail({ ...source, text: '{{toString}}' }, { name: 'ada', link })).toThrow('toString');
  });
});

describe('selectSource', () => {
  test.each([
    ['de', 'de'],
    ['de-AT', 'de'],
    ['DE', 'de'],
    ['fr', 'en'],
    ['', 'en'],
    [null, 'en'],
  ])('answers the locale %j with the language %s', (locale, language) => {
    expect(selectSource(shippedSources, 'new-device', locale)).toBe(
      shippedSources['new-device'].get(language),
    );
  });
});

describe('the shipped templates', () => {
  const names = Object.keys(mailTemplates) as MailTemplateName[];
  const cases = names.flatMap((name) => ['en', 'de'].map((language) => ({ name, language })));

  test.each(cases)('$name in $language', ({ name, language }) => {
    const values = Object.fromEntries(mailTemplates[name].values.map((value) => [value, `<${value}>`]));
    const all = { ...values, ...('link' in values ? { link } : {}), serverName: 'id.example.com' };

    expect(renderMail(selectSource(shippedSources, name, language), all)).toMatchSnapshot();
  });

  test.each(cases)(
    '$name in $language uses every value and has none in its subject',
    ({ name, language }) => {
      const { subject, text, html } = selectSource(shippedSources, name, language);
      const used = (source: string): ReadonlySet<string> =>
        new Set([...source.matchAll(/\{\{(\w+)\}\}/g)].map(([, value = '']) => value));

      expect(subject).not.toMatch(/[{}\p{Cc}]/u);
      expect(used(text)).toEqual(new Set([...mailTemplates[name].values, 'serverName']));
      expect(used(html)).toEqual(used(text));
    },
  );
});
