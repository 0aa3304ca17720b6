/** Converts recorded statements into a pgbench script, to measure what Postgres itself can sustain. */
function literal(value) {
  if (value === null || value === undefined) return 'NULL';
  if (Buffer.isBuffer(value)) return `'\\x${value.toString('hex')}'::bytea`;
  return `'${String(value instanceof Date ? value.toISOString() : value).replaceAll("'", "''")}'`;
}

/**
 * Returns a pgbench script. The sequence is read under the lock, and the id of the entry with it; all other
 * values are those of the recording.
 */
export function scriptOf(statements, { audited }) {
  const lines = [];
  for (const { text, values } of statements) {
    const sql = text.replaceAll(/\s+/g, ' ').trim();
    const filled = (replacements) =>
      sql.replace(/\$(\d+)/g, (_, number) => {
        const value = values[number - 1];
        return replacements.get(value) ?? literal(value);
      });
    if (/^(BEGIN|START|COMMIT)/.test(sql)) lines.push(`${sql};`);
    else if (sql.startsWith('UPDATE bench_rows'))
      lines.push(`${filled(new Map([[values[0], ':client_id']]))};`);
    else if (!audited) continue;
    else if (sql.includes('FOR UPDATE'))
      lines.push(sql.replace('SELECT', 'SELECT gen_random_uuid() AS entry,'), '\\gset h_');
    else if (sql.startsWith('WITH moved')) {
      // First the new head with its hash and seal, then the entry. Its parts repeat both.
      const [sequence, , , , id] = values;
      const own = [
        [sequence, '(:h_sequence + 1)'],
        [id, ':h_entry'],
      ];
      lines.push(`${filled(new Map(own))};`);
    } else throw new Error(`unknown statement: ${sql}`);
  }
  return `${lines.join('\n')}\n`;
}
