// Puts the text of every kernels/**/*.wgsl into one TypeScript module, so that the engine carries its kernels with it in
// Node and in a browser alike, without a file system and without a bundler plug-in.
//
//   node scripts/embed-kernels.mjs

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runAsScript } from './run-as-script.mjs';
import { writeIfChanged } from './write-if-changed.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const kernelsFolder = join(root, 'kernels');
const generatedModule = join(root, 'src/backend/webgpu/wgsl.generated.ts');

/**
 * Reads every kernel and writes src/backend/webgpu/wgsl.generated.ts, if that would change it.
 *
 * @returns {{ kernels: number, written: boolean }}
 */
export function embedKernels() {
  const kernels = readKernels(kernelsFolder);
  return { kernels: kernels.size, written: writeIfChanged(generatedModule, kernelModule(kernels)) };
}

/**
 * The kernels of a folder and its sub-folders: name (path in the folder, with '/', without '.wgsl') to WGSL text, sorted.
 * A missing folder has no kernels.
 *
 * @param {string} folder
 * @returns {Map<string, string>}
 */
export function readKernels(folder) {
  if (!existsSync(folder)) return new Map();
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.wgsl'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
  return new Map(paths.map((path) => [kernelName(relative(folder, path)), readFileSync(path, 'utf8')]));
}

/** @param {string} path */
function kernelName(path) {
  const name = path.slice(0, -'.wgsl'.length).split(sep).join('/');
  if (!/^[\w/-]+$/.test(name)) {
    throw new Error(
      `kernels/${name}.wgsl: expected a file name of letters, digits, '-' and '_', like conv2d-gradient.wgsl`,
    );
  }
  return name;
}

/**
 * The source text of the module. Template literals keep the kernels readable, and their line numbers theirs.
 *
 * @param {ReadonlyMap<string, string>} kernels
 * @returns {string}
 */
export function kernelModule(kernels) {
  const names = [...kernels.keys()];
  const entries = names.map((name) => `  '${name}': \`${escapeForTemplateLiteral(kernels.get(name))}\`,\n`);
  return [
    '// Made from kernels/**/*.wgsl by scripts/embed-kernels.mjs: change the kernel, not this file.\n',
    '\n',
    `export type KernelFile = ${names.length > 0 ? names.map((name) => `'${name}'`).join(' | ') : 'never'};\n`,
    '\n',
    'export const wgsl: Readonly<Record<KernelFile, string>> = {\n',
    ...entries,
    '};\n',
  ].join('');
}

/** @param {string} text */
function escapeForTemplateLiteral(text) {
  return text.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${');
}

await runAsScript(import.meta.url, 'embed-kernels', () => {
  const { kernels, written } = embedKernels();
  console.log(`${kernels} kernels embedded${written ? '' : ', nothing changed'}`);
});
