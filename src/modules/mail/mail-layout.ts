import { escapeHtml } from '../../shared/index.js';
import type { MailContent, MailSource } from './mail-template.js';

/** Lays out the words of a shipped template as text and as HTML, with the same sentences in both. */
export function layOutMail(content: MailContent, language: string): MailSource {
  return { subject: content.subject, text: layOutText(content), html: layOutHtml(content, language) };
}

function layOutText({ paragraphs, action, notes = [] }: MailContent): string {
  const button = action === undefined ? [] : [`${action}:\n{{link}}`];
  return `${[...paragraphs, ...button, ...notes, '-- \n{{serverName}}'].join('\n\n')}\n`;
}

const font = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

// Mail clients ignore much of CSS: styles are inline, and the layout is a table.
function layOutHtml({ subject, paragraphs, action, notes = [] }: MailContent, language: string): string {
  const paragraph = (text: string, style: string): string =>
    `<p style="margin:0 0 16px;${style}">${escapeHtml(text)}</p>`;
  const body = [
    ...paragraphs.map((text) => paragraph(text, 'font-size:16px;line-height:24px;color:#1b1f27')),
    ...(action === undefined ? [] : [layOutButton(action)]),
    ...notes.map((text) => paragraph(text, 'font-size:14px;line-height:21px;color:#5a6372')),
  ];
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(subject)}</title>
</head>
<body style="margin:0;padding:0;background-color:#f4f5f7;${font}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="background-color:#f4f5f7">
<tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:520px;background-color:#ffffff;border:1px solid #c9ced8;border-radius:12px">
<tr><td style="padding:28px 24px 12px;overflow-wrap:anywhere;word-break:break-word">
<h1 style="margin:0 0 16px;font-size:22px;line-height:28px;color:#1b1f27">${escapeHtml(subject)}</h1>
${body.join('\n')}
</td></tr>
</table>
<p style="margin:16px 0 0;font-size:13px;line-height:20px;color:#5a6372">{{serverName}}</p>
</td></tr>
</table>
</body>
</html>
`;
}

function layOutButton(label: string): string {
  const link =
    'display:inline-block;padding:12px 20px;border-radius:8px;background-color:#1f5fd0;color:#ffffff;font-size:16px;line-height:20px;font-weight:600;text-decoration:none';
  return `<p style="margin:8px 0 24px"><a href="{{link}}" style="${link}">${escapeHtml(label)}</a></p>`;
}
