import { type MailSource, placeholder } from './mail-template.js';
import { type MailSources, type MailTemplateName, mailTemplates, shippedSources } from './mail-templates.js';

/** The templates of a folder over the shipped ones, or what is wrong with them. */
export type FolderTemplates =
  | { readonly sources: MailSources; readonly problems: readonly [] }
  | { readonly sources: null; readonly problems: readonly string[] };

const fileName = /^([a-z-]+)\.([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\.(txt|html)$/;
const subjectLine = /^Subject: (.+)\r?\n\r?\n/;
const maxSubjectCharacters = 150;

/**
 * Reads templates from files by their names: `<template>.<language>.txt`, which begins with a line `Subject:`
 * and an empty one, and `<template>.<language>.html`. Files whose names begin with a dot are ignored.
 */
export function readTemplates(files: ReadonlyMap<string, string>): FolderTemplates {
  const problems: string[] = [];
  const sources = new Map<string, Map<string, MailSource>>(
    Object.entries(shippedSources).map(([name, languages]) => [name, new Map(languages)]),
  );
  for (const name of files.keys()) {
    if (name.startsWith('.')) continue;
    const [, template = '', language = '', kind] = fileName.exec(name) ?? [];
    const languages = sources.get(template);
    if (languages === undefined) {
      problems.push(`${name}: not the name of a template, a language and .txt or .html`);
      continue;
    }
    const other = `${template}.${language}.${kind === 'txt' ? 'html' : 'txt'}`;
    if (!files.has(other)) problems.push(`${name}: the file ${other} is missing`);
    else if (kind === 'txt') {
      const [text = '', html = ''] = [files.get(name), files.get(other)];
      // The keys of the map are those of the templates.
      const found = findProblems(template as MailTemplateName, { text, html });
      problems.push(...found.map((problem) => `${template}.${language}: ${problem}`));
      languages.set(language, toSource(text, html));
    }
  }
  if (problems.length > 0) return { sources: null, problems };
  // As above.
  return {
    sources: Object.fromEntries(sources) as Record<MailTemplateName, Map<string, MailSource>>,
    problems: [],
  };
}

function toSource(text: string, html: string): MailSource {
  return { subject: subjectLine.exec(text)?.[1]?.trim() ?? '', text: text.replace(subjectLine, ''), html };
}

function findProblems(
  template: MailTemplateName,
  { text, html }: { readonly text: string; readonly html: string },
): readonly string[] {
  const known: readonly string[] = [...mailTemplates[template].values, 'serverName'];
  const subject = subjectLine.exec(text)?.[1] ?? null;
  const used = [...`${text}\n${html}`.matchAll(placeholder)].map(([, name = '']) => name);
  const unknown = [...new Set(used)].filter((name) => !known.includes(name));
  return [
    subject === null && 'the text does not begin with a line "Subject: ..." and an empty line',
    subject !== null &&
      (subject.length > maxSubjectCharacters || /[\p{Cc}{}]/u.test(subject)) &&
      `the subject has more than ${maxSubjectCharacters} characters, or a value`,
    unknown.length > 0 && `there is no value ${unknown.join(', ')}; there are ${known.join(', ')}`,
    // A space inside of the braces, for example.
    /\{\{|\}\}/.test(`${text}\n${html}`.replace(placeholder, '')) && 'a placeholder is not like {{name}}',
    known.includes('link') &&
      ![text, html].every((body) => body.includes('{{link}}')) &&
      'the text or the HTML does not have the {{link}}',
    // Values are escaped for text and for attributes in quotes only.
    /=\s*\{\{/.test(html) && 'a value in an attribute of the HTML is not in quotes',
    /<script\b|<style\b[^<]*\{\{/i.test(html) && 'the HTML has a script, or a value in a style',
  ].filter((problem) => problem !== false);
}
