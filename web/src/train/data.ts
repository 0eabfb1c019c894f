/** What networks learn from. */
import { signal } from '@preact/signals';
import { ask, EngineError, listen } from '../engine/client.js';
import type { DataReport, DigitCounts, Events } from '../engine/protocol.js';

/** Null until there are data. */
export const data = signal<DataReport | null>(null);
/** Why what was given cannot be used. */
export const dataProblem = signal<string | null>(null);
/** How far preparing data has come; null when nothing is prepared. */
export const preparing = signal<Events['preparing'] | null>(null);

listen('preparing', (told) => (preparing.value = told.done < told.total ? told : null));

/** Draws digits, and learns from them. Whether that worked. */
export function drawDigits(counts: DigitCounts): Promise<boolean> {
  return use(ask('drawDigits', counts));
}

/** Learns from the user's own files. Whether they could be used. */
export function openFiles(files: readonly File[]): Promise<boolean> {
  return use(ask('openFiles', files));
}

async function use(report: Promise<DataReport>): Promise<boolean> {
  dataProblem.value = null;
  try {
    data.value = await report;
    return true;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    dataProblem.value = error.message;
    return false;
  }
}
