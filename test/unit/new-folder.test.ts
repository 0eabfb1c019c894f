import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkNewFolder, writeNewFolder } from '../../src/files/new-folder.js';
import { temporaryFolders } from './data-fixtures.js';

const temporaryFolder = temporaryFolders();

describe('a folder that is written whole', () => {
  it('holds every file where it belongs, and nothing is left beside it', async () => {
    const place = await temporaryFolder();
    await writeNewFolder(
      join(place, 'deep', 'out'),
      new Map<string, string | Uint8Array>([
        ['a.txt', 'a'],
        ['charts/b', Uint8Array.of(7)],
      ]),
    );
    expect(await readFile(join(place, 'deep', 'out', 'a.txt'), 'utf8')).toBe('a');
    expect([...(await readFile(join(place, 'deep', 'out', 'charts', 'b')))]).toEqual([7]);
    expect(await readdir(join(place, 'deep'))).toEqual(['out']);
  });

  it('takes the place of an empty folder, and of no other', async () => {
    const place = await temporaryFolder({ 'full/mine.txt': 'mine' });
    await mkdir(join(place, 'empty'));
    await writeNewFolder(join(place, 'empty'), new Map([['a', 'a']]));
    expect(await readdir(join(place, 'empty'))).toEqual(['a']);
    await expect(writeNewFolder(join(place, 'full'), new Map([['a', 'a']]))).rejects.toThrow(
      'full is there already and not empty; choose another folder, or remove it',
    );
    expect(await readdir(join(place, 'full'))).toEqual(['mine.txt']);
    expect(await readdir(place)).toEqual(['empty', 'full']);
  });

  it('is refused where a file has its name', async () => {
    const place = await temporaryFolder({ file: 'mine' });
    await expect(checkNewFolder(join(place, 'file'))).rejects.toThrow(
      /^cannot write .*file: a part of the path is a file/,
    );
    await expect(checkNewFolder(join(place, 'nothing'))).resolves.toBeUndefined();
  });

  it('leaves nothing behind when a file cannot be written', async () => {
    const place = await temporaryFolder();
    const contents = new Map([
      ['a', 'a'],
      ['a/b', 'in a file that is no folder'],
    ]);
    await expect(writeNewFolder(join(place, 'out'), contents)).rejects.toThrow(/^cannot write .*out: /);
    expect(await readdir(place)).toEqual([]);
  });
});
