import { escapeHtml } from '../../shared/index.js';

/** The languages that are shipped. A folder of templates may add others. */
export const shippedLanguages = ['en', 'de'] as const;

/**
 * The words of a mail in one language. `{{name}}` stands for a value of the template, or for `serverName`. A
 * subject contains no values, so that no text of a user can get into a header.
 */
export interface MailContent {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** The label of a button that leads to the value `link`. */
  readonly action?: string;
  /** Paragraphs below the button. */
  readonly notes?: readonly string[];
}

/** A mail in every shipped language, with the names of its values. */
export interface MailTemplate<Value extends string = string> {
  readonly values: readonly Value[];
  readonly content: Readonly<Record<(typeof shippedLanguages)[number], MailContent>>;
}

/** The sources of a mail in one language, with placeholders. */
export interface MailSource {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A mail with its values. */
export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Matches a placeholder. */
export const placeholder: RegExp = /\{\{(\w+)\}\}/g;

/**
 * Fills the placeholders in one pass, so that a value that looks like a placeholder stays as it is. Values
 * are escaped in the HTML, and control characters in them become spaces. Throws for a placeholder without a
 * value, and for a `link` that is not an http(s) URL.
 */
export function renderMail(source: MailSource, values: Readonly<Record<string, string>>): RenderedMail {
  const byName = new Map(Object.entries(values));
  const link = byName.get('link');
  if (link !== undefined && !/^https?:\/\/[\x21-\x7e]+$/.test(link)) {
    throw new Error('the link of a mail must be an http(s) URL');
  }
  const fill = (text: string, encode: (value: string) => string): string =>
    text.replace(placeholder, (_, name: string) => {
      const value = byName.get(name);
      if (value === undefined) throw new Error(`a mail has no value for {{${name}}}`);
      return encode(toLine(value));
    });
  return {
    subject: source.subject,
    text: fill(source.text, (value) => value),
    html: fill(source.html, escapeHtml),
  };
}

/** A line break in a value could pretend to be a paragraph of the mail. */
function toLine(value: string): string {
  return value.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}
