/** What is said where WebGPU cannot be had: in places that are not this one, each made from a bundle of the sources. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';

const source = (path: string) => fileURLToPath(new URL(`../../src/${path}`, import.meta.url));

const engine = await build({
  stdin: { contents: `export * from ${JSON.stringify(source('index.ts'))};`, resolveDir: source('') },
  bundle: true,
  platform: 'browser',
  format: 'iife',
  globalName: 'handgrad',
  external: ['webgpu', 'node:*'],
  write: false,
});

/** How a choice of backend ends in a place with these globals: what is taken and why, or the error. */
function choiceIn(globals: object, name: string): Promise<string> {
  const place = createContext({ console, performance, ...globals });
  const choice = `handgrad.chooseBackend(${JSON.stringify(name)}).then(({ why }) => why, String)`;
  return runInContext(`${engine.outputFiles[0].text}\n${choice}`, place) as Promise<string>;
}

const NONE = 'this browser has no WebGPU';
describe.each([
  ['a page without WebGPU', { document: {}, navigator: {} }],
  ['a web worker without WebGPU', { navigator: {}, importScripts: () => undefined }],
  ['a place that has neither a navigator nor a document', {}],
  ['a web worker whose bundler put a process in', { navigator: {}, process: { env: {}, versions: {} } }],
])('in %s', (_, globals) => {
  it('WebGPU is refused with what to do', async () => {
    expect(await choiceIn(globals, 'webgpu')).toBe(
      `HandgradError: webgpu: ${NONE}; use a current one, on https or localhost, or the reference backend`,
    );
  });

  it('auto takes the next backend, and says why', async () => {
    expect(await choiceIn(globals, 'auto')).toMatch(new RegExp(`^wasm \\(.* on 1 thread\\): no webgpu: ${NONE}$`));
  });
});

describe("in Node without the npm package 'webgpu'", () => {
  const folder = mkdtempSync(join(tmpdir(), 'handgrad-webgpu-missing-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('WebGPU is refused with what to install', async () => {
    await build({
      entryPoints: [source('backend/webgpu/node-adapter.ts')],
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: ['webgpu'],
      outfile: join(folder, 'node-adapter.mjs'),
    });
    writeFileSync(
      join(folder, 'ask.mjs'),
      "import { nodeGpu } from './node-adapter.mjs';\nconsole.log(await nodeGpu().then(() => 'found', String));\n",
    );
    // A machine with a Vulkan loader, of which only the presence is looked at.
    const libraries = join(folder, 'libraries');
    mkdirSync(libraries);
    writeFileSync(join(libraries, 'libvulkan.so.1'), '');
    const env = { ...process.env, LD_LIBRARY_PATH: libraries, NODE_PATH: '', NODE_OPTIONS: '' };
    const { stdout, stderr } = spawnSync(process.execPath, [join(folder, 'ask.mjs')], { encoding: 'utf8', env });
    expect(stderr).toBe('');
    expect(stdout).toBe(
      "HandgradError: webgpu: the npm package 'webgpu' is not installed; run npm install webgpu, or use --backend reference\n",
    );
  });
});
