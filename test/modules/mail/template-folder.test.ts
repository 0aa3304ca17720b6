import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { loadTemplates } from '../../../src/modules/mail/load-templates.js';
import { renderMail } from '../../../src/modules/mail/mail-template.js';
import { mailTemplates, selectSource, shippedSources } from '../../../src/modules/mail/mail-templates.js';
import { readTemplates } from '../../../src/modules/mail/template-folder.js';
import { ConfigError } from '../../../src/shared/index.js';

const text = 'Subject: Hello\n\nDear {{username}}, open {{link}}. {{serverName}}\n';
const html = '<p>Dear {{username}}</p><a href="{{link}}">open</a>';
const values = { username: '<b>', link: 'https://id.example.com/reset#token', serverName: 'id.example.com' };

const filesOf = (files: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(files));

describe('readTemplates', () => {
  test('replaces a shipped template, adds a language and leaves the others', () => {
    const { sources } = readTemplates(
      filesOf({
        'password-reset.en.txt': text,
        'password-reset.en.html': html,
        'password-reset.pt-BR.txt': text.replace('Hello', 'Oi'),
        'password-reset.pt-BR.html': html,
        '.gitkeep': '',
      }),
    );
    const find = (locale: string) => selectSource(sources ?? shippedSources, 'password-reset', locale);

    expect(renderMail(find('en'), values)).toEqual({
      subject: 'Hello',
      text: 'Dear <b>, open https://id.example.com/reset#token. id.example.com\n',
      html: '<p>Dear &lt;b&gt;</p><a href="https://id.example.com/reset#token">open</a>',
    });
    expect(find('pt-br').subject).toBe('Oi');
    expect(find('de')).toEqual(shippedSources['password-reset'].get('de'));
    expect(sources?.['new-device']).toEqual(shippedSources['new-device']);
  });

  test('accepts every shipped template in the form of files', () => {
    const files = Object.entries(shippedSources).flatMap(([name, languages]) =>
      [...languages].flatMap(([language, source]): [string, string][] => [
        [`${name}.${language}.txt`, `Subject: ${source.subject}\n\n${source.text}`],
        [`${name}.${language}.html`, source.html],
      ]),
    );

    expect(readTemplates(new Map(files))).toEqual({ sources: shippedSources, problems: [] });
    expect(files).toHaveLength(Object.keys(mailTemplates).length * 4);
  });

  test.each([
    [{ 'pasword-reset.en.txt': text }, /^pasword-reset.en.txt: not the name of a template/],
    [{ 'password-reset.txt': text }, /not the name of a template/],
    [{ 'toString.en.txt': text }, /not the name of a template/],
    [{ 'password-reset.en.txt': text }, /the file password-reset.en.html is missing/],
    [{ 'password-reset.en.html': html }, /the file password-reset.en.txt is missing/],
  ])('names what is wrong with the files %j', (files, problem) => {
    expect(readTemplates(filesOf(files))).toEqual({
      sources: null,
      problems: [expect.stringMatching(problem)],
    });
  });

  test.each([
    [{ text: 'Dear {{link}}' }, /does not begin with a line "Subject: ..."/],
    [{ text: text.replace('Hello', 'Hello {{username}}') }, /the subject has .* a value/],
    [{ text: text.replace('Hello', 'x'.repeat(151)) }, /the subject has more than 150/],
    [{ text: text.replace('Hello', 'Hi\rBcc: eve@example.org') }, /does not begin with a line/],
    [{ text: text.replace('{{username}}', '{{fullName}}') }, /no value fullName; there are username, link/],
    [{ text: text.replace('{{username}}', '{{ username }}') }, /a placeholder is not like/],
    [{ html: `${html}{{constructor}}` }, /no value constructor/],
    [{ text: text.replace('{{link}}', '') }, /does not have the {{link}}/],
    [{ html: html.replace('{{link}}', '') }, /does not have the {{link}}/],
    [{ html: html.replace('"{{link}}"', '{{link}}') }, /not in quotes/],
    [{ html: `${html}<script>1</script>` }, /has a script/],
    [{ html: `${html}<style>p { color: {{username}} }</style>` }, /a value in a style/],
  ])('names what is wrong with %j', (overrides, problem) => {
    const one = { text, html, ...overrides };
    const files = { 'password-reset.en.txt': one.text, 'password-reset.en.html': one.html };

    expect(readTemplates(filesOf(files)).problems).toEqual([expect.stringMatching(problem)]);
  });
});

test('docs/operations.md lists the templates with their values', () => {
  const page = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8');
  const rows = Object.entries(mailTemplates).map(
    ([name, { values }]) => `| \`${name}\` | \`${values.join('`, `')}\` |`,
  );

  expect(page).toContain(`|---|---|\n${rows.join('\n')}\n\n`);
});

describe('loadTemplates', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cordon-templates-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const load =
    (path: string | null): (() => unknown) =>
    () =>
      loadTemplates(path);

  test('returns the shipped templates without a folder, and for an empty one', () => {
    expect(loadTemplates(null)).toBe(shippedSources);
    expect(loadTemplates(folder)).toEqual(shippedSources);
  });

  test('throws one ConfigError with everything that is wrong', () => {
    writeFileSync(join(folder, 'a.en.txt'), '');
    writeFileSync(join(folder, 'b.en.txt'), '');

    expect(load(folder)).toThrow(ConfigError);
    expect(load(folder)).toThrow(/^CORDON_MAIL_TEMPLATES_DIR has templates .* a.en.txt: .* b.en.txt: /);
  });

  test('throws for a folder that does not exist, text that is not UTF-8 and a huge file', () => {
    expect(load(join(folder, 'missing'))).toThrow(/CORDON_MAIL_TEMPLATES_DIR names a folder whose files/);
    writeFileSync(join(folder, 'x'), Buffer.of(0xff, 0xfe));
    expect(load(folder)).toThrow(/not UTF-8/);
    writeFileSync(join(folder, 'x'), Buffer.alloc(262_145, 32));
    expect(load(folder)).toThrow(/more than 256 KiB/);
  });
});
