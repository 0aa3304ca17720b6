/** Converts recorded statements into a pgbench script, to measure what Postgres itself can sustain. */
function literal(value) {
  if (value === null || value === undefined) return 'NULL';
  if (Buffer.isBuffer(value)) return `'\\x${value.toString('hex')}'::bytea`;
  return `'${String(value instanceof Date ? value.toISOString() : value).replaceAll("'", "''")}'`;
}

/**
 * Returns a pgbench script. The sequence is read under the lock; all other values are those of the recording.
 */
export function scriptOf(statements, { audited }) {
  const lines = [];
  for (const { text, values } of statements) {
    const sql = text.replaceAll(/\s+/g, ' ').trim();
    const filled = (places) =>
      sql.replace(/\$(\d+)/g, (_, number) => places[number] ?? literal(values[number - 1]));
    if (/^(BEGIN|START|COMMIT)/.test(sql)) lines.push(`${sql};`);
    else if (sql.startsWith('UPDATE bench_rows')) lines.push(`${filled({ 1: ':client_id' })};`);
    else if (!audited) continue;
    else if (sql.includes('FOR UPDATE')) lines.push(`${sql}`, '\\gset h_');
    else if (sql.startsWith('WITH moved'))
      lines.push(`${filled({ 1: '(:h_sequence + 1)', 4: '(:h_sequence + 1)' })};`);
    else throw new Error(`unknown statement: ${sql}`);
  }
  return `${lines.join('\n')}\n`;
}
