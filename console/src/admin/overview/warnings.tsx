import type { JSX } from 'preact';
import { Icon } from '../../framework/icon.js';
import { ta } from '../../texts/admin/index.js';
import type { OverviewFiguresQuery } from './overview.documents.js';

type Warning = OverviewFiguresQuery['overview']['warnings'][number];

const urgent: ReadonlySet<Warning['code']> = new Set([
  'AUDIT_TAMPERED',
  'NOTIFICATIONS_DOWN',
  'UNDECLARED_ROLES',
]);

/** What needs attention, the most urgent first; open steps of the setup are among it. */
export function Warnings({ warnings }: { readonly warnings: readonly Warning[] }): JSX.Element {
  const texts = ta().overview;
  if (warnings.length === 0)
    return (
      <p class="note good">
        <Icon name="check" />
        <span>{texts.allWell}</span>
      </p>
    );
  return (
    <section class="section warnings" aria-labelledby="warnings">
      <h2 id="warnings">{texts.attention}</h2>
      <ul>
        {warnings.map((warning) => (
          <li key={warning.code} class={urgent.has(warning.code) ? 'warning urgent' : 'warning'}>
            <Icon name="warning" />
            <div>
              <strong>{titleOf(warning)}</strong>
              <span class="second">{remedyOf(warning)}</span>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The sentence of the server names roles; every other one is in the language of the page. */
function titleOf({ code, message }: Warning): string {
  if (code === 'UNDECLARED_ROLES') return message;
  return Object.hasOwn(ta().overview.warnings, code) ? ta().overview.warnings[code].title : message;
}

function remedyOf({ code, remedy }: Warning): string {
  return Object.hasOwn(ta().overview.warnings, code) ? ta().overview.warnings[code].remedy : remedy;
}
