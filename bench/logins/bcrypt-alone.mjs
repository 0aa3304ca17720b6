/** Prints how many passwords bcrypt compares a second: `node bcrypt-alone.mjs COST SECONDS`. */
import bcrypt from 'bcrypt';

const [cost, seconds] = process.argv.slice(2).map(Number);
const hash = await bcrypt.hash('seventeen green herons', cost);
const startedAt = performance.now();
let count = 0;
while (performance.now() < startedAt + seconds * 1_000) {
  await bcrypt.compare('seventeen green herons', hash);
  count += 1;
}
console.log((1_000 * count) / (performance.now() - startedAt));
