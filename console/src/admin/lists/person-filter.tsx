import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { failureOf } from '../../api/failure.js';
import { query } from '../../api/send.js';
import { Button } from '../../framework/button.js';
import { Icon } from '../../framework/icon.js';
import { failureText } from '../../framework/states.js';
import { ta } from '../../texts/admin/index.js';
import { userById } from '../user/user.documents.js';
import { findUser } from '../users/users.documents.js';

/** A field that filters a list by one user: typed as a name or an address, kept as an id. */
export function PersonFilter(props: {
  readonly label: string;
  readonly unknown: string;
  /** The id; empty for none. */
  readonly value: string;
  readonly onChange: (id: string | null) => void;
}): JSX.Element {
  const { label, unknown, value, onChange } = props;
  const name = useSignal<string | null>(null);
  const problem = useSignal<string | null>(null);
  useEffect(() => {
    problem.value = null;
    name.value = null;
    if (value === '') return;
    query(userById, { id: value }).then(
      ({ user }) => {
        name.value = user?.username ?? value;
      },
      () => {
        name.value = value;
      },
    );
  }, [value, name, problem]);
  const find = async (text: string): Promise<void> => {
    if (text === '') return;
    try {
      const { user } = await query(findUser, text.includes('@') ? { email: text } : { username: text });
      if (user === null) problem.value = unknown;
      else onChange(user.id);
    } catch (error) {
      problem.value = failureText(failureOf(error));
    }
  };
  if (value !== '') {
    return (
      <div class="search">
        <span class="label">{label}</span>
        <Button
          icon="close"
          onClick={() => onChange(null)}
          label={`${ta().lists.clearFilters}: ${name.value ?? value}`}
        >
          {name.value ?? value}
        </Button>
      </div>
    );
  }
  return <NameField label={label} problem={problem.value} onFind={find} />;
}

function NameField(props: {
  readonly label: string;
  readonly problem: string | null;
  readonly onFind: (text: string) => Promise<void>;
}): JSX.Element {
  const { label, problem, onFind } = props;
  return (
    <form
      class="search"
      onSubmit={(event) => {
        event.preventDefault();
        const text = new FormData(event.currentTarget).get('person');
        void onFind(String(text ?? '').trim());
      }}
    >
      <label>
        {label}
        <span class="input">
          <input
            name="person"
            type="search"
            maxLength={320}
            autocomplete="off"
            spellcheck={false}
            aria-invalid={problem !== null}
          />
          <button type="submit" class="icon-button" aria-label={label}>
            <Icon name="search" />
          </button>
        </span>
      </label>
      <p class="error" role="alert">
        {problem}
      </p>
    </form>
  );
}
