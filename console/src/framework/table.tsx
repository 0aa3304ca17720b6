import type { ComponentChildren, JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { t } from '../texts/index.js';
import { Icon } from './icon.js';
import { useShortcut } from './shortcuts.js';

export interface Column<Row> {
  readonly key: string;
  readonly header: string;
  readonly render: (row: Row) => ComponentChildren;
  /** Aligns numbers at their end. */
  readonly isNumeric?: boolean;
  readonly canSort?: boolean;
}

/** The column that the rows are sorted by. */
export interface Sorting {
  readonly key: string;
  readonly direction: 'ascending' | 'descending';
}

export interface TableProps<Row> {
  /** Names the table for screen readers. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** Where a row leads to: the first cell becomes a link, which j and k move between and Enter opens. */
  readonly hrefOf?: (row: Row) => string;
  readonly sorting?: Sorting;
  readonly onSort?: (sorting: Sorting) => void;
  /** The keys of the selected rows; with it each row gets a box to tick. */
  readonly selected?: ReadonlySet<string>;
  readonly onSelect?: (selected: ReadonlySet<string>) => void;
  /** Names a row for screen readers, in the label of its box. */
  readonly nameOf?: (row: Row) => string;
  /** True while rows are read again: they stay where they are. */
  readonly isBusy?: boolean;
}

/** A table. On narrow screens each row becomes a card. */
export function Table<Row>(props: TableProps<Row>): JSX.Element {
  const { caption, columns, rows, keyOf, hrefOf, selected, nameOf = keyOf, isBusy = false } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const move = (step: 1 | -1) => (): void => moveFocus(body.current, step);
  useShortcut('j', move(1));
  useShortcut('k', move(-1));
  const hasBoxes = selected !== undefined;
  const toggle = (keys: readonly string[], isSelected: boolean): void => {
    const next = new Set(selected);
    for (const key of keys) isSelected ? next.add(key) : next.delete(key);
    props.onSelect?.(next);
  };
  const allKeys = rows.map(keyOf);
  return (
    <div class="table">
      <table aria-busy={isBusy}>
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>
            {hasBoxes ? (
              <th scope="col" class="box">
                <input
                  type="checkbox"
                  aria-label={t().common.selectAll}
                  checked={allKeys.length > 0 && allKeys.every((key) => selected.has(key))}
                  onChange={(event) => toggle(allKeys, event.currentTarget.checked)}
                />
              </th>
            ) : null}
            {columns.map((column) => (
              <HeaderCell key={column.key} column={column} sorting={props.sorting} onSort={props.onSort} />
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {rows.map((row) => {
            const key = keyOf(row);
            const href = hrefOf?.(row);
            return (
              <tr key={key} aria-selected={hasBoxes ? selected.has(key) : undefined}>
                {hasBoxes ? (
                  <td class="box">
                    <input
                      type="checkbox"
                      aria-label={t().common.select(nameOf(row))}
                      checked={selected.has(key)}
                      onChange={(event) => toggle([key], event.currentTarget.checked)}
                    />
                  </td>
                ) : null}
                {columns.map(({ key: columnKey, header, render, isNumeric = false }, index) => (
                  <td key={columnKey} data-label={header} class={isNumeric ? 'numeric' : undefined}>
                    {index === 0 && href !== undefined ? <Link href={href}>{render(row)}</Link> : render(row)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function HeaderCell<Row>(props: {
  readonly column: Column<Row>;
  readonly sorting: Sorting | undefined;
  readonly onSort: ((sorting: Sorting) => void) | undefined;
}): JSX.Element {
  const { column, sorting, onSort } = props;
  const { key, header, canSort = false, isNumeric = false } = column;
  const direction = sorting?.key === key ? sorting.direction : undefined;
  const icon = direction === undefined ? 'sort' : direction === 'ascending' ? 'up' : 'down';
  return (
    <th scope="col" aria-sort={direction} class={isNumeric ? 'numeric' : undefined}>
      {canSort && onSort !== undefined ? (
        <button
          type="button"
          onClick={() => onSort({ key, direction: direction === 'ascending' ? 'descending' : 'ascending' })}
        >
          {header}
          <Icon name={icon} />
        </button>
      ) : (
        header
      )}
    </th>
  );
}

/** Moves the focus to the link or the first control of the next or previous row. */
function moveFocus(body: HTMLTableSectionElement | null, step: 1 | -1): void {
  if (body === null) return;
  const rows = [...body.rows];
  const current = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[current === -1 && step === -1 ? rows.length - 1 : current + step];
  const target = next?.querySelector<HTMLElement>('a, button') ?? next?.querySelector<HTMLElement>('input');
  target?.focus();
}
