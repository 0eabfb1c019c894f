import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What packages call the file with their licence, or with what it asks to be passed on. */
const LICENCE_FILE = /^(licen[cs]e|notice|copying)([.-].*)?$/i;

/**
 * The licences of all packages whose code has become part of a bundle, which most of them ask to be passed on with it.
 *
 * @param {string} root folder of package.json
 * @param {import('esbuild').Metafile} metafile of the bundle
 * @returns {string}
 */
export function thirdPartyLicences(root, { inputs }) {
  const folders = new Set(
    Object.keys(inputs).flatMap((path) => path.match(/^.*node_modules\/(@[^/]+\/)?[^/]+/)?.[0] ?? []),
  );
  return [...folders]
    .sort()
    .map((folder) => licenceOf(join(root, folder)))
    .join(`\n${'-'.repeat(80)}\n\n`);
}

/** @param {string} folder of a package */
function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder)
    .filter((file) => LICENCE_FILE.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return [`${name} ${version} (${license})`, ...texts, ''].join('\n\n');
}
