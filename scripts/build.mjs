// Builds dist/ from src/: each TypeScript file of the library becomes one ES module of the same path; the command line becomes a few
// files with all that it uses, packages included unless they are native or optional: to load hundreds of modules takes longer, the
// library of charts 290 ms instead of 110. A file is written only if it changes,
// so that a build disturbs nobody who runs from dist/, and nothing is built where nothing has changed since the last build.
//
//   node scripts/build.mjs            the JavaScript
//   node scripts/build.mjs --types    the JavaScript and the type declarations

import { chmodSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildTool, cannotRun } from './build-tool.mjs';
import { embedKernels } from './embed-kernels.mjs';
import { embedWorker } from './embed-worker.mjs';
import { isForeign, isUpToDate, noteBuilt, recordPath } from './build-record.mjs';
import { runAsScript } from './run-as-script.mjs';
import { thirdPartyLicences } from './third-party-licences.mjs';
import { writeIfChanged } from './write-if-changed.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const sourceFolder = join(root, 'src');
const builtFolder = join(root, 'dist');
const commandLineFolder = join(sourceFolder, 'cli');

/**
 * Embeds the kernels and the worker, transpiles every source, emits the declarations if asked to, and removes what no source stands
 * behind any more.
 *
 * @param {{ types?: boolean }} [options]
 * @throws {Error} in one line per problem: a syntax error, a type error, a missing build tool
 */
export async function build({ types = false } = {}) {
  if (isUpToDate({ types })) return;
  embedKernels();
  await embedWorker();
  const sources = filesUnder(sourceFolder).filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'));
  const library = sources.filter((path) => !path.startsWith(commandLineFolder));
  const commandLine = sources.filter((path) => path === join(commandLineFolder, 'main.ts'));
  const { paths: modules } = await transpile(library, { bundle: false, platform: 'neutral' });
  const bundles = await transpile(commandLine, {
    bundle: true,
    // What is loaded with import() stays apart: charts are not drawn by every command. Beside main.js, as deep as their sources.
    splitting: true,
    chunkNames: 'cli/[name]-[hash]',
    external: ['webgpu', 'gpu.js', '@resvg/resvg-js'],
    // Some packages are CommonJS, which calls for Node's own modules by require().
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    platform: 'node',
  });
  const licences = join(builtFolder, 'cli', 'third-party-licences.txt');
  writeIfChanged(licences, thirdPartyLicences(root, bundles.metafile));
  if (types) await emitDeclarations(library);
  const declarations = modules.map((path) => path.replace(/[.]js$/, '.d.ts'));
  removeAllBut([...modules, ...bundles.paths, licences, ...declarations, recordPath]);
  noteBuilt({ types });
}

/** What vitest calls before the tests that run the command line from dist/. */
export const setup = () => build();

/**
 * Writes the outputs of these sources; their paths, and what they were made of.
 *
 * @param {string[]} sources
 * @param {import('esbuild').BuildOptions} options
 * @returns {Promise<{ paths: string[], metafile: import('esbuild').Metafile }>}
 */
async function transpile(sources, options) {
  const { build: runEsbuild } = await buildTool('esbuild');
  const { outputFiles, metafile } = await runEsbuild({
    entryPoints: sources,
    outbase: sourceFolder,
    outdir: builtFolder,
    absWorkingDir: root,
    ...options,
    format: 'esm',
    target: 'node20',
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'silent',
    metafile: true,
    write: false,
  }).catch(throwInOneLineEach);
  for (const { path, text } of outputFiles) {
    writeIfChanged(path, text);
    if (text.startsWith('#!')) chmodSync(path, 0o755);
  }
  return { paths: outputFiles.map(({ path }) => path), metafile };
}

/** @param {{ errors?: import('esbuild').Message[] }} failure */
function throwInOneLineEach(failure) {
  if (!failure.errors) throw cannotRun('esbuild', failure);
  const lines = failure.errors.map(({ location, text }) =>
    location ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : text,
  );
  throw new Error(lines.join('\n'));
}

/** @param {string[]} sources */
async function emitDeclarations(sources) {
  const { default: ts } = await buildTool('typescript');
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  // What other packages do not say of themselves: of such a file no declarations are made, but the others need it.
  const ambient = filesUnder(sourceFolder).filter((path) => path.endsWith('.d.ts'));
  const program = ts.createProgram([...sources, ...ambient], {
    ...options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: sourceFolder,
    outDir: builtFolder,
  });
  const { diagnostics } = program.emit(undefined, (path, text) => writeIfChanged(path, text));
  const problems = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  if (problems.length > 0) {
    throw new Error(
      ts
        .formatDiagnostics(problems, {
          getCanonicalFileName: (name) => name,
          getCurrentDirectory: () => root,
          getNewLine: () => '\n',
        })
        .trim(),
    );
  }
}

/**
 * Removes what earlier builds have left.
 *
 * @param {string[]} kept
 */
function removeAllBut(kept) {
  const outputs = new Set(kept);
  for (const path of filesUnder(builtFolder)) {
    if (!outputs.has(path) && !isForeign(path) && !isBeingWritten(path)) rmSync(path, { force: true });
  }
}

/** Another build may be running: its unfinished files are its own for a minute. @param {string} path */
function isBeingWritten(path) {
  const modified = path.endsWith('.unfinished') && statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return Boolean(modified) && Date.now() - modified < 60_000;
}

/** @param {string} folder */
function filesUnder(folder) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
      .sort();
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

await runAsScript(import.meta.url, 'build', () => build({ types: process.argv.includes('--types') }));
