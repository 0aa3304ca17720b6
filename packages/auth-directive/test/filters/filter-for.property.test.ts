import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { matchesFilter } from '../helpers/filter-match.js';
import { runGuardsOnly } from '../helpers/schema-fixture.js';
import { createTicketFixture, severalCallers, ticketRules, tickets } from '../helpers/ticket-world.js';
import { fuzzBudget } from '../reference-model/fuzz-budget.js';

const budget = fuzzBudget(40);

test(
  'filtering by conditions equals filtering after the fact',
  async () => {
    const kinds = new Map<string, number>();
    const property = fc.asyncProperty(ticketRules, severalCallers, tickets, async (rules, callers, all) => {
      const fixture = createTicketFixture(rules, all);
      for (const caller of callers) {
        const { data, errors } = await runGuardsOnly(fixture, { query: '{ tickets { id } }', caller });

        const filter = fixture.auth.filterFor(fixture.schema, caller, 'Query.tickets');
        const filtered = all.filter((ticket) => matchesFilter(filter, ticket));

        expect({ data, errors }).toEqual({
          data: { tickets: filtered.map(({ id }) => ({ id })) },
          errors: [],
        });
        kinds.set(filter.kind, (kinds.get(filter.kind) ?? 0) + 1);
      }
    });

    await fc.assert(property, { numRuns: budget.cases, seed: budget.seed });

    expect(kinds.size).toBe(3);
    expect([...kinds.values()].every((count) => count > 20)).toBe(true);
  },
  budget.timeoutMs,
);
