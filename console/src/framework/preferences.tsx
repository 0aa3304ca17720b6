import type { JSX } from 'preact';
import { chooseLanguage, type Language, language, languages, t } from '../texts/index.js';
import { chooseTheme, type Theme, theme } from './theme.js';

/** The choice of the language and of light or dark. */
export function Preferences(): JSX.Element {
  return (
    <div class="preferences">
      <label>
        <span>{t().shell.language}</span>
        <select onChange={({ currentTarget }) => void chooseLanguage(currentTarget.value as Language)}>
          {Object.entries(languages).map(([tag, name]) => (
            <option key={tag} value={tag} lang={tag} selected={tag === language.value}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{t().shell.theme}</span>
        <select onChange={({ currentTarget }) => chooseTheme(currentTarget.value as Theme)}>
          {Object.entries(t().shell.themes).map(([value, name]) => (
            <option key={value} value={value} selected={value === theme.value}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
