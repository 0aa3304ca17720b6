/** The limit of what a GraphQL server could reach here: node:http, the token, one statement, JSON. */
import { callerOf, findUser, isAllowed, listUsers, serve } from './shared.mjs';

serve(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { query } = JSON.parse(Buffer.concat(chunks).toString());
  const user = callerOf(request.headers.authorization);
  const isList = query.includes('users');
  if (!isAllowed(user, isList ? 'ADMIN' : 'USER')) return response.writeHead(401).end();
  const data = isList ? { users: await listUsers(50) } : { me: await findUser(user.sub) };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data }));
});
