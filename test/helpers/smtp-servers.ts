import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findFreePort } from '../../scripts/free-port.mjs';

/** A mail as the server received it. */
export interface ReceivedMail {
  readonly raw: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly secure: boolean;
  /** Who has signed in. */
  readonly user: string | null;
}

/** An SMTP server in a process of its own. */
export interface SmtpServerProcess {
  readonly port: number;
  readonly mails: readonly ReceivedMail[];
  /** The names with which clients tried to sign in. */
  readonly logins: readonly string[];
  close(): Promise<void>;
}

/** The options of smtp-server-process.mjs. */
export interface SmtpServerOptions {
  readonly implicitTls?: boolean;
  readonly startTls?: boolean;
  readonly user?: string;
  readonly password?: string;
  readonly key?: string;
  readonly cert?: string;
}

const program = fileURLToPath(new URL('smtp-server-process.mjs', import.meta.url));

/** Starts an SMTP server; its comments say what it does with which recipient. */
export async function startSmtpServer(options: SmtpServerOptions = {}): Promise<SmtpServerProcess> {
  const child = spawn(process.execPath, [program, JSON.stringify(options)], {
    // It warns of its own certificate, which is meant for tests.
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const [mails, logins]: [ReceivedMail[], string[]] = [[], []];
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the SMTP server did not start')));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const message = JSON.parse(line);
      if (message.mail !== undefined) mails.push(message.mail);
      if (message.login !== undefined) logins.push(message.login);
      if (message.port !== undefined) resolve(message.port);
    });
  });
  return {
    port,
    mails,
    logins,
    close: async () => {
      child.stdin.end();
      await new Promise((resolve) => child.once('exit', resolve));
    },
  };
}

/** A certificate for localhost that its own key has signed, in files. */
export function createCertificate(folder: string): { readonly key: string; readonly cert: string } {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const { status } = spawnSync('openssl', [
    'req',
    '-x509',
    ...curve,
    '-keyout',
    key,
    '-out',
    cert,
    '-days',
    '2',
    ...subject,
  ]);
  if (status !== 0) throw new Error('openssl could not make a certificate');
  return { key, cert };
}

const smtpd = '/usr/sbin/smtpd';

/** False where there is no OpenSMTPD (Debian: opensmtpd), or no right to start it. */
export const hasOpenSmtpd: boolean = existsSync(smtpd) && process.getuid?.() === 0;

/** Debian's OpenSMTPD, as a relay on this machine that accepts mail for example.net only. */
export interface OpenSmtpd {
  readonly port: number;
  /** Returns the mails that it has delivered. */
  mails(): readonly string[];
  close(): Promise<void>;
}

export async function startOpenSmtpd(): Promise<OpenSmtpd> {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-smtpd-'));
  // It delivers as the user nobody.
  chmodSync(folder, 0o711);
  const delivered = join(folder, 'mail');
  mkdirSync(delivered);
  chmodSync(delivered, 0o777);
  const port = await findFreePort();
  const configuration = join(folder, 'smtpd.conf');
  writeFileSync(
    configuration,
    `table users { "@" = "nobody" }
listen on 127.0.0.1 port ${port}
action "keep" maildir "${delivered}" virtual <users>
match from any for domain "example.net" action "keep"
`,
  );
  const child = spawn(smtpd, ['-d', '-f', configuration], { stdio: 'ignore' });
  const close = async (): Promise<void> => {
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
    }
    rmSync(folder, { recursive: true, force: true });
  };
  for (let attempt = 0; !(await isListening(port)); attempt += 1) {
    // Two minutes: much longer than it takes.
    if (child.exitCode === null && attempt < 1_200) {
      await pause(100);
      continue;
    }
    await close();
    throw new Error('smtpd did not start');
  }
  return {
    port,
    mails: () =>
      existsSync(join(delivered, 'new'))
        ? readdirSync(join(delivered, 'new')).map((name) =>
            readFileSync(join(delivered, 'new', name), 'utf8'),
          )
        : [],
    close,
  };
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
