import { join } from 'node:path';

/** What decides the folder in which data are looked for. */
export interface PlaceOptions {
  /** The folder given by `--data`. */
  readonly data?: string;
  /** Where `HANDGRAD_DATA` is looked up. Default: the process' environment. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The folder that holds `datasets/`. Default: the current one. */
  readonly root?: string;
}

/** The folder in which data are looked for. */
export interface DataPlace {
  readonly folder: string;
  /** Who named it; undefined for `datasets/`. */
  readonly givenBy: '--data' | 'HANDGRAD_DATA' | undefined;
}

/** `--data`, else `HANDGRAD_DATA` where it is set and not empty, else `datasets/` in the root. */
export function dataPlace({ data, env = process.env, root = '.' }: PlaceOptions): DataPlace {
  if (data !== undefined) return { folder: data, givenBy: '--data' };
  const named = env['HANDGRAD_DATA'];
  if (named !== undefined && named !== '') return { folder: named, givenBy: 'HANDGRAD_DATA' };
  return { folder: join(root, 'datasets'), givenBy: undefined };
}
