import { signal } from '@preact/signals';

/** The proof that the StepUp dialog is to take; null while none is wanted. */
export interface WantedProof {
  /** Called once: true when the proof was given, false when the dialog was closed without it. */
  readonly settle: (isProven: boolean) => void;
  /** Whether only a second factor is accepted. */
  readonly needsFactor: boolean;
}

export const wantedProof = signal<WantedProof | null>(null);

let pending: Promise<boolean> | null = null;

/** Asks for a fresh proof in a dialog. Several callers share one dialog. */
export function proveAgain(needsFactor: boolean): Promise<boolean> {
  pending ??= new Promise<boolean>((resolve) => {
    wantedProof.value = { settle: resolve, needsFactor };
  }).finally(() => {
    wantedProof.value = null;
    pending = null;
  });
  return pending;
}
