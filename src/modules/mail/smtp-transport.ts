import type { SMTPTransportOptions, Transporter } from 'nodemailer';
import { DeliveryError, type MailTransport } from './mail-transport.js';

/** How the SMTP server is reached. */
export interface SmtpOptions {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; otherwise the connection is upgraded with STARTTLS. */
  readonly implicitTls: boolean;
  readonly credentials: { readonly user: string; readonly password: string } | null;
  /** Without it, a server that does not offer STARTTLS is used in plain text. */
  readonly requireTls: boolean;
}

/** The sender of every mail. */
export interface MailFrom {
  readonly name: string | null;
  readonly address: string;
}

/** Sends through an SMTP server, and checks the connection to it. */
export interface SmtpTransport extends MailTransport {
  /** Connects and signs in, but sends nothing. Throws DeliveryError. */
  verify(): Promise<void>;
}

/** Much longer than a working server takes, and shorter than the lease of a mail. */
const limitsMs = {
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 20_000,
  dnsTimeout: 10_000,
};

/** Creates a transport without connecting. It opens a connection for each mail. */
export function createSmtpTransport(smtp: SmtpOptions, from: MailFrom): SmtpTransport {
  let loaded: Promise<Transporter> | null = null;
  const transporter = (): Promise<Transporter> => {
    // Loaded at the first mail: it would slow down the start of every server.
    loaded ??= import('nodemailer').then(({ createTransport }) => createTransport(connectionOptions(smtp)));
    return loaded;
  };
  return {
    send: async ({ to, messageId, subject, text, html }, signal) => {
      // As part of a header, such an address could name further recipients.
      if (!/^[^\s\p{Cc}<>()[\]\\,;:"@]+@[^\s\p{Cc}<>()[\]\\,;:"@]+$/u.test(to)) {
        throw new DeliveryError('the address is not valid', true);
      }
      const sending = (await transporter()).sendMail({
        from: { name: from.name ?? '', address: from.address },
        to: { name: '', address: to },
        envelope: { from: from.address, to: [to] },
        messageId,
        subject,
        text,
        html,
        // RFC 3834: nobody's holiday message answers it.
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
        signal,
      });
      await sending.catch(throwDeliveryError);
    },
    verify: async () => {
      await (await transporter()).verify().catch(throwDeliveryError);
    },
  };
}

function connectionOptions({
  host,
  port,
  implicitTls,
  credentials,
  requireTls,
}: SmtpOptions): SMTPTransportOptions {
  const isLoopback = host === 'localhost' || host === '::1' || /^127(\.\d+){3}$/.test(host);
  return {
    host,
    port,
    secure: implicitTls,
    requireTLS: requireTls && !isLoopback,
    // A relay on this machine usually has a certificate of its own making. Plain text would be as good there.
    tls: { rejectUnauthorized: implicitTls || !isLoopback },
    ...(credentials === null ? {} : { auth: { user: credentials.user, pass: credentials.password } }),
    ...limitsMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** Commands whose refusal is about the mail. Any other may be about the connection or the configuration. */
const mailCommands: readonly unknown[] = ['RCPT TO', 'DATA'];

/**
 * The message of an error of nodemailer repeats what the server said, which may contain addresses. Only codes
 * are kept: those of nodemailer and of Node.js, the reply code and the enhanced one (RFC 3463).
 */
function throwDeliveryError(error: unknown): never {
  const { code, command, responseCode, response } = Object(error) as Readonly<Record<string, unknown>>;
  const [enhanced] = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(typeof response === 'string' ? response : '') ?? [];
  const reply = typeof responseCode === 'number' ? responseCode : null;
  const parts = [
    typeof code === 'string' && /^[A-Z_]{1,40}$/.test(code) ? code : 'ERROR',
    typeof command === 'string' && /^[A-Z0-9 -]{1,40}$/.test(command) ? command : null,
    reply,
    enhanced,
  ];
  const isPermanent = reply !== null && reply >= 500 && reply <= 599 && mailCommands.includes(command);
  throw new DeliveryError(parts.filter((part) => part !== null && part !== undefined).join(' '), isPermanent);
}
