import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { failureOf } from '../../api/failure.js';
import { Button } from '../../framework/button.js';
import { formatNumber } from '../../framework/format.js';
import { Alert, failureText } from '../../framework/states.js';
import { showToast } from '../../framework/toast.js';
import { ta } from '../../texts/admin/index.js';
import { saveFile } from './save-file.js';

/** One page of what is saved, as lines of the file. */
export interface ExportedPage {
  readonly lines: readonly string[];
  /** The cursor of the next page; null at the end. */
  readonly next: string | null;
}

/** Reads all pages of a list and saves them as a file; a second press stops. */
export function ExportButton(props: {
  readonly label: string;
  readonly fileName: string;
  readonly type: string;
  readonly header?: string;
  readonly read: (after: string | null, signal: AbortSignal) => Promise<ExportedPage>;
  readonly done: (count: string) => string;
}): JSX.Element {
  const count = useSignal<number | null>(null);
  const problem = useSignal<string | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const start = async (): Promise<void> => {
    if (running.current !== null) return running.current.abort();
    const controller = new AbortController();
    running.current = controller;
    [count.value, problem.value] = [0, null];
    try {
      const lines: string[] = [];
      let after: string | null = null;
      do {
        const page: ExportedPage = await props.read(after, controller.signal);
        lines.push(...page.lines);
        count.value = lines.length;
        after = page.next;
      } while (after !== null);
      saveFile(props.fileName, props.type, [props.header ?? '', ...lines]);
      showToast(props.done(formatNumber(lines.length)));
    } catch (error) {
      if (!controller.signal.aborted) problem.value = failureText(failureOf(error));
    } finally {
      running.current = null;
      count.value = null;
    }
  };
  return (
    <>
      <Button onClick={start}>
        {count.value === null
          ? props.label
          : `${ta().users.exportStop} (${ta().lists.saving(formatNumber(count.value))})`}
      </Button>
      {problem.value === null ? null : <Alert>{problem.value}</Alert>}
    </>
  );
}
