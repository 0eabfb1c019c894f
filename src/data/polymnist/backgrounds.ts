import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HandgradError } from '../../tensor/error.js';
import { fileErrorText } from '../atomic-file.js';
import { decodePngToRgb, type RgbImage } from '../png.js';
import { MODALITIES } from './picture.js';

/** The folder of background pictures, m0.png to m4.png, inside of a data folder. */
export const BACKGROUNDS_FOLDER = 'polymnist-backgrounds';

/**
 * The five background pictures of a folder; null where there is no such folder.
 * @throws {HandgradError} when one is missing or no sound picture.
 */
export async function readBackgrounds(folder: string): Promise<RgbImage[] | null> {
  const present = await readdir(folder).catch((error: NodeJS.ErrnoException): null => {
    if (error.code === 'ENOENT') return null;
    throw new HandgradError(`polymnist: cannot read the folder ${folder}: ${fileErrorText(error)}`, { cause: error });
  });
  if (present === null) return null;
  return Promise.all(
    MODALITIES.map(async (modality) => {
      const file = `${modality}.png`;
      if (!present.includes(file)) {
        throw new HandgradError(`polymnist: ${folder} has no ${file}, expected m0.png to m4.png; add it`);
      }
      return decodePngToRgb(await readFile(join(folder, file)), join(folder, file));
    }),
  );
}
