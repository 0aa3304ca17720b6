import type { Matrix, MatrixCell } from './matrix.js';

/** An output format of a matrix. */
export type MatrixFormat = 'text' | 'markdown' | 'json';

/**
 * Renders a matrix as an aligned table (`text`), as Markdown or as JSON. The tables show the path of the
 * weakest role that reaches the element; the JSON has the path of every role.
 */
export function renderMatrix(matrix: Matrix, format: MatrixFormat): string {
  if (format === 'json') return `${JSON.stringify(plainMatrix(matrix), null, 2)}\n`;
  const head = ['coordinate', ...matrix.roles, 'shortest path'];
  const rows = matrix.rows.map(({ coordinate, cells }) => {
    const inOrder = matrix.roles.flatMap((role) => cells[role] ?? []);
    const path = inOrder.find((cell) => cell.verdict !== 'DENY')?.path;
    return [coordinate, ...inOrder.map(cellInWords), path === undefined ? '-' : path.join(' > ')];
  });
  return format === 'markdown' ? renderMarkdown(head, rows) : renderAligned(head, rows);
}

/**
 * Returns a cell as text: `ALLOW`, `DENY`, `DYNAMIC(owner id, policy isFriend)`, `NULL(owner id)` for a field
 * that is null where it is refused, or `FILTER(owner id)` for a list from which items are left out.
 */
export function cellInWords({ verdict, members, filters, nulls }: MatrixCell): string {
  if (verdict !== 'DYNAMIC') return verdict;
  return `${filters ? 'FILTER' : nulls ? 'NULL' : verdict}(${members.join(', ')})`;
}

function plainMatrix({ roles, rows }: Matrix): unknown {
  return {
    roles,
    rows: rows.map(({ coordinate, cells }) => ({
      coordinate,
      cells: Object.fromEntries(
        Object.entries(cells).map(([role, { verdict, members, path, filters, nulls }]) => [
          role,
          {
            verdict,
            members,
            path: path ?? null,
            ...(filters ? { filters } : {}),
            ...(nulls ? { nulls } : {}),
          },
        ]),
      ),
    })),
  };
}

function renderMarkdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('');
}

function renderAligned(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
