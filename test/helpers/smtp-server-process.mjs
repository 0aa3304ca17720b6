// An SMTP server in a process of its own. The argument has its options as JSON. Prints {"port"} when it
// listens, and {"mail"} for each mail before it is accepted. The recipient decides what happens:
// later@ 451 and unknown@ 550 at RCPT TO, full@ 452 and spam@ 554 at DATA, silent@ no reply to DATA.
import { readFileSync } from 'node:fs';
import { SMTPServer } from 'smtp-server';

const {
  implicitTls = false,
  startTls = true,
  user,
  password,
  key,
  cert,
} = JSON.parse(process.argv[2] ?? '{}');

const refusal = (responseCode, message) => Object.assign(new Error(message), { responseCode });
const atRecipient = {
  later: refusal(451, '4.7.1 ada is greylisted, secret words'),
  unknown: refusal(550, '5.1.1 no such user ada, secret words'),
};
const atData = {
  full: refusal(452, '4.3.1 out of space'),
  spam: refusal(554, '5.7.1 the mail with its link is spam'),
};
const localPart = (address) => address.split('@')[0];

const server = new SMTPServer({
  secure: implicitTls,
  ...(key === undefined ? {} : { key: readFileSync(key), cert: readFileSync(cert) }),
  disabledCommands: [...(startTls ? [] : ['STARTTLS']), ...(user === undefined ? ['AUTH'] : [])],
  authOptional: user === undefined,
  allowInsecureAuth: !startTls,
  disableReverseLookup: true,
  onAuth: (auth, _session, done) => {
    print({ login: auth.username });
    if (auth.username === user && auth.password === password) done(null, { user });
    else done(refusal(535, '5.7.8 wrong password'));
  },
  onRcptTo: ({ address }, _session, done) => done(atRecipient[localPart(address)] ?? null),
  onData: (stream, { envelope, secure, user: loggedIn }, done) => {
    const chunks = [];
    stream.on('data', (chunk) => chunks.push(chunk));
    stream.on('end', () => {
      const to = envelope.rcptTo.map(({ address }) => address);
      const from = envelope.mailFrom.address;
      print({
        mail: { raw: Buffer.concat(chunks).toString('latin1'), from, to, secure, user: loggedIn ?? null },
      });
      if (localPart(to[0]) !== 'silent') done(atData[localPart(to[0])] ?? null);
    });
  },
});
server.on('error', () => {});
server.listen(0, '127.0.0.1', () => print({ port: server.server.address().port }));
// Ends with the process that started it.
process.stdin.on('end', () => process.exit(0)).resume();

function print(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
