import type { Backend } from '../src/index.js';
import { backendNames, chooseBackend } from '../src/backend/select.js';

/** A backend, and whether it can be measured here. */
export interface BackendReport {
  readonly name: string;
  /** What it computes on; null where it cannot be opened. */
  readonly description: string | null;
  /** Why it cannot be opened; null where it can. */
  readonly problem: string | null;
}

/**
 * Looks at every backend that handgrad has, or at those named.
 * @throws {RangeError} for a name that no backend has.
 */
export async function lookAtBackends(
  names: readonly string[] = backendNames,
  known: readonly string[] = backendNames,
): Promise<BackendReport[]> {
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new RangeError(`backend: there is no '${unknown}'; known are ${known.join(', ')}`);
  }
  const reports: BackendReport[] = [];
  for (const name of names) {
    const { backend, problem } = await openBackend(name);
    reports.push({ name, description: backend?.description ?? null, problem });
    backend?.destroy();
  }
  return reports;
}

/** A backend, or why it cannot be had. The caller destroys it. */
export async function openBackend(
  name: string,
): Promise<{ backend: Backend; problem: null } | { backend: null; problem: string }> {
  try {
    return { backend: (await chooseBackend(name)).backend, problem: null };
  } catch (error) {
    return { backend: null, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** The names of the backends that can be measured. */
export function usable(reports: readonly BackendReport[]): string[] {
  return reports.filter(({ problem }) => problem === null).map(({ name }) => name);
}
