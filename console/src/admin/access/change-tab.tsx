import { type Signal, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { failureOf } from '../../api/failure.js';
import { query } from '../../api/send.js';
import { Button } from '../../framework/button.js';
import { Icon } from '../../framework/icon.js';
import { Alert, EmptyState, failureText } from '../../framework/states.js';
import { ta } from '../../texts/admin/index.js';
import { Badge } from '../lists/badges.js';
import { type PolicyChangesQuery, policyChanges } from './policy-diff.documents.js';
import { withoutDescriptions } from './schema-text.js';

type Diff = PolicyChangesQuery['policyDiff'];

/** A request has at most 100 kB; the rest is for its other parts. */
const maxBytes = 95_000;

/** What a change of the schema would change, in words. */
export function ChangeTab(): JSX.Element {
  const before = useSignal<File | null>(null);
  const after = useSignal<File | null>(null);
  const diff = useSignal<Diff | null>(null);
  const problem = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const { policy } = ta();
  const compare = async (): Promise<void> => {
    diff.value = null;
    problem.value = null;
    if (after.value === null) {
      problem.value = policy.chooseAfter;
      return;
    }
    isBusy.value = true;
    try {
      const [from, to] = await Promise.all([readSchema(before.value), readSchema(after.value)]);
      if (bytesOf(from) + bytesOf(to) > maxBytes) problem.value = policy.tooLarge;
      else diff.value = (await query(policyChanges, { before: from, after: to ?? '' })).policyDiff;
    } catch (error) {
      const failure = failureOf(error);
      problem.value = failure.kind === 'fault' ? policy.unreadable : failureText(failure);
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <div class="section">
      <p class="quiet">{policy.changeLead}</p>
      <div class="filters files">
        <SchemaFile label={policy.before} hint={policy.beforeHint} file={before} />
        <SchemaFile label={policy.after} file={after} />
        <Button kind="primary" isBusy={isBusy.value} onClick={compare}>
          {policy.compare}
        </Button>
      </div>
      {problem.value === null ? null : <Alert>{problem.value}</Alert>}
      <div aria-live="polite">{diff.value === null ? null : <Changes diff={diff.value} />}</div>
    </div>
  );
}

function SchemaFile(props: {
  readonly label: string;
  readonly hint?: string;
  readonly file: Signal<File | null>;
}): JSX.Element {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <input
        id={id}
        type="file"
        accept=".graphql,.graphqls,.gql,.txt"
        onChange={({ currentTarget }) => {
          props.file.value = currentTarget.files?.[0] ?? null;
        }}
      />
      {props.hint === undefined ? null : <p class="quiet">{props.hint}</p>}
    </div>
  );
}

function Changes({ diff }: { readonly diff: Diff }): JSX.Element {
  const { policy } = ta();
  if (diff.changes.length === 0) return <EmptyState title={policy.noChanges} icon="check" />;
  return (
    <div class="section">
      {diff.gains ? (
        <p class="note warn">
          <Icon name="warning" />
          <span>{policy.gains}</span>
        </p>
      ) : (
        <p class="note good">
          <Icon name="check" />
          <span>{policy.onlyLosses}</span>
        </p>
      )}
      <ul class="policy-changes">
        {diff.changes.toSorted(gainsFirst).map(({ words, kind, coordinate, role }) => (
          <li key={`${coordinate} ${role} ${kind}`}>
            <Badge tone={kind === 'GAIN' ? 'warn' : 'plain'}>{policy.changeKinds[kind]}</Badge>
            <span>{words.replace(' -> ', ' \u2192 ')}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

type Change = Diff['changes'][number];

function gainsFirst(one: Change, other: Change): number {
  return Number(other.kind === 'GAIN') - Number(one.kind === 'GAIN');
}

async function readSchema(file: File | null): Promise<string | null> {
  return file === null ? null : withoutDescriptions(await file.text());
}

function bytesOf(text: string | null): number {
  return text === null ? 0 : new TextEncoder().encode(JSON.stringify(text)).length;
}
