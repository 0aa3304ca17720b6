import { ConfigError, createCordon, readConfig, StartupError } from 'cordon';
import { createNotes } from './notes/notes.js';

try {
  // Throws an error that names the field for a rule that cannot be enforced, for example a root field without
  // @auth or @public.
  const server = createCordon({ config: readConfig(process.env), ...createNotes() });
  const { url, setupLink } = await server.start();
  console.log(`Ready at ${url}/graphql, GraphiQL at ${url}/graphiql`);
  if (setupLink !== null) console.log(`Create the first administrator at ${setupLink}`);
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => server.stop());
} catch (error) {
  // Problems that the operator can fix are printed as one sentence each; anything else keeps its stack.
  if (!(error instanceof ConfigError || error instanceof StartupError)) throw error;
  console.error(error instanceof StartupError ? `${error.message} ${error.remedy}` : error.message);
  process.exitCode = 1;
}
