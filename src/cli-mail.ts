import { loadMailModule } from './lazy-imports.js';
import type { Config } from './platform/config/index.js';

/** Reads the templates of the configuration. Throws ConfigError. */
export async function checkTemplates({ mail: { templatesDirectory } }: Config): Promise<void> {
  if (templatesDirectory === null) return;
  const { loadTemplates } = await loadMailModule();
  loadTemplates(templatesDirectory);
}

/** Connects to the SMTP server of the configuration. Returns what has failed; null for nothing. */
export async function checkSmtp({ mail: { smtp, from }, isProduction }: Config): Promise<string | null> {
  if (smtp === null) return null;
  const { createSmtpTransport, DeliveryError } = await loadMailModule();
  try {
    await createSmtpTransport({ ...smtp, requireTls: isProduction }, from).verify();
    return null;
  } catch (error) {
    if (error instanceof DeliveryError) return error.message;
    throw error;
  }
}
