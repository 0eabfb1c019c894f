import { transform } from 'esbuild';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kernelModule, readKernels } from '../../scripts/embed-kernels.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

/** A project of its own in a temporary folder: our scripts and settings, and the files given. */
function plant(files: Record<string, string>, { nodeModules = true } = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'handgrad-tooling-'));
  folders.push(folder);
  for (const path of [
    'scripts',
    'package.json',
    'tsconfig.json',
    '.dependency-cruiser.cjs',
    'vitest.config.ts',
    'test/count-reporter.ts',
  ]) {
    cpSync(join(root, path), join(folder, path), { recursive: true });
  }
  if (nodeModules) symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

function node(folder: string, script: string, ...options: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...options], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('embedding the kernels', () => {
  test('a kernel with backticks, ${, backslashes and quotes comes out as it went in', async () => {
    const kernels = new Map([
      ['matmul', '// `tile` of ${tileSize}, \\n stays two characters, \\` and \\${ too\nfn main() {}\n'],
      ['convolution/conv2d-gradient', '// it\'s "quoted" $ { $$ `\n'],
    ]);
    const { code } = await transform(kernelModule(kernels), { loader: 'ts' });
    const module = (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`)) as {
      wgsl: object;
    };
    expect(Object.entries(module.wgsl)).toEqual([...kernels]);
  });

  test('a kernel in a sub-folder is named by its path, and other files are left out', () => {
    const folder = plant({ 'kernels/b.wgsl': 'b', 'kernels/a/c-d.wgsl': 'c', 'kernels/notes.txt': 'n' });
    expect([...readKernels(join(folder, 'kernels'))]).toEqual([
      ['a/c-d', 'c'],
      ['b', 'b'],
    ]);
  });

  test('a kernel whose name would not survive as a key is refused', () => {
    const folder = plant({ "kernels/it's.wgsl": '' });
    expect(() => readKernels(join(folder, 'kernels'))).toThrow("kernels/it's.wgsl: expected a file name of letters");
  });

  test('without kernels the module is still one that type-checks', () => {
    expect(readKernels(join(root, 'no-such-folder'))).toEqual(new Map());
    expect(kernelModule(new Map())).toContain('export type KernelFile = never;');
  });
});

describe('the build', () => {
  const sources = {
    'src/cli/main.ts': "#!/usr/bin/env node\nimport { two } from '../tensor/two.js';\nconsole.log(two);\n",
    'src/tensor/two.ts': "import type { One } from './one.js';\nexport const two: One = 2;\n",
    'src/tensor/one.ts': 'export type One = number;\n',
  };

  test('what it builds runs, by itself where it starts with #!', () => {
    const folder = plant(sources);
    expect(node(folder, 'scripts/build.mjs')).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(node(folder, 'dist/cli/main.js').stdout).toBe('2\n');
    expect(statSync(join(folder, 'dist/cli/main.js')).mode & 0o111).toBe(0o111);
    expect(existsSync(join(folder, 'dist/tensor/two.d.ts'))).toBe(false);
  });

  test('a second build touches no file that stays the same, and removes what has lost its source', () => {
    const folder = plant(sources);
    node(folder, 'scripts/build.mjs');
    const longAgo = new Date('2001-01-01');
    utimesSync(join(folder, 'dist/tensor/two.js'), longAgo, longAgo);
    rmSync(join(folder, 'src/tensor/one.ts'));
    node(folder, 'scripts/build.mjs');
    expect(statSync(join(folder, 'dist/tensor/two.js')).mtime).toEqual(longAgo);
    expect(existsSync(join(folder, 'dist/tensor/one.js'))).toBe(false);
    expect(existsSync(join(folder, 'dist/tensor/one.js.map'))).toBe(false);
  });

  test('a build after which nothing has changed does nothing, and a damaged output is made again', () => {
    const folder = plant(sources);
    node(folder, 'scripts/build.mjs');
    rmSync(join(folder, 'node_modules'));
    expect(node(folder, 'scripts/build.mjs')).toEqual({ status: 0, stdout: '', stderr: '' });
    writeFileSync(join(folder, 'dist/tensor/two.js'), 'damaged');
    expect(node(folder, 'scripts/build.mjs').stderr).toMatch(/^build: esbuild does not run here/);
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
    node(folder, 'scripts/build.mjs');
    expect(readFileSync(join(folder, 'dist/tensor/two.js'), 'utf8')).toMatch(/^const two = 2;/);
  });

  test('types are made even where the rest is built already', () => {
    const folder = plant(sources);
    node(folder, 'scripts/build.mjs');
    expect(node(folder, 'scripts/build.mjs', '--types')).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(readFileSync(join(folder, 'dist/tensor/two.d.ts'), 'utf8')).toContain('two: One');
  });

  test('a syntax error is one line with its place, and leaves the last build standing', () => {
    const folder = plant(sources);
    node(folder, 'scripts/build.mjs');
    writeFileSync(join(folder, 'src/tensor/one.ts'), 'export type One =\n= number;\n');
    expect(node(folder, 'scripts/build.mjs')).toEqual({
      status: 1,
      stdout: '',
      stderr: 'build: src/tensor/one.ts:2:1: Unexpected "="\n',
    });
    expect(node(folder, 'dist/cli/main.js').stdout).toBe('2\n');
  });

  test('a missing build tool is one line that says how to install it', () => {
    const { status, stderr } = node(plant(sources, { nodeModules: false }), 'scripts/build.mjs');
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^build: esbuild does not run here \(.*\); to build, install with: npm install --include=dev .*\n$/,
    );
  });
});

describe('the layer check', () => {
  const layers = [
    'tensor',
    'backend',
    'autograd',
    'ops',
    'nn',
    'optim',
    'train',
    'data',
    'files',
    'recipe',
    'report',
    'cli',
  ];
  const nothing = 'export const nothing = 0;\n';

  /** Rule, the file that breaks it, what the file says, and what else has to be there. */
  const violations: [rule: string, file: string, text: string, others?: Record<string, string>][] = [
    ...layers
      .slice(0, -1)
      .map((layer, level): [string, string, string, Record<string, string>] => [
        `no-import-upwards-from-${layer}`,
        `src/${layer}/upwards.ts`,
        `import type { Above } from '../${layers[level + 1]}/above.js';\nexport type Upwards = Above;\n`,
        { [`src/${layers[level + 1]}/above.ts`]: 'export type Above = number;\n' },
      ]),
    ['no-import-upwards-from-cli', 'src/cli/face.ts', "import '../index.js';\n", { 'src/index.ts': nothing }],
    ['every-file-in-a-layer', 'src/toolbox/hammer.ts', "import './nail.js';\n", { 'src/toolbox/nail.ts': nothing }],
    ['import-only-from-layers', 'src/cli/joiner.ts', "import '../toolbox/nail.js';\n"],
    [
      'no-cycle',
      'src/tensor/egg.ts',
      "import { hen } from './hen.js';\nexport const egg = () => hen;\n",
      { 'src/tensor/hen.ts': "import { egg } from './egg.js';\nexport const hen = () => egg;\n" },
    ],
    ['engine-without-node', 'src/train/log.ts', "export const open = () => import('node:fs');\n"],
    [
      'webgpu-package-only-in-its-adapter',
      'src/backend/webgpu/device.ts',
      "export const gpu = () => import('webgpu');\n",
    ],
    [
      'webgpu-package-only-when-asked-for',
      'src/backend/webgpu/node-adapter.ts',
      "import { create } from 'webgpu';\nexport const gpu = create([]);\n",
    ],
    [
      'gpu.js-package-only-in-its-loader',
      'src/backend/gpujs/thread.ts',
      "export const gpuJs = () => import('gpu.js');\n",
    ],
    [
      'gpu.js-package-only-when-asked-for',
      'src/backend/gpujs/node-gpujs.ts',
      "import type { GPU } from 'gpu.js';\nexport type Gpu = GPU;\n",
    ],
    [
      'no-backend-knows-another',
      'src/backend/wasm/matmul.ts',
      "import '../reference/matmul.js';\n",
      { 'src/backend/reference/matmul.ts': nothing },
    ],
    ['src-on-its-own', 'src/data/sample.ts', "import '../../test/sample.js';\n", { 'test/sample.ts': nothing }],
    ['no-development-dependency-in-src', 'src/data/random-case.ts', "import 'fast-check';\n"],
    ['import-of-nothing', 'src/data/lost.ts', "import './nowhere.js';\n"],
  ];
  const allowed = {
    'src/ops/downwards.ts': "import { below } from '../tensor/below.js';\nexport const downwards = below;\n",
    'src/tensor/below.ts':
      "import type { Storage } from './storage.js';\nexport const below = 1 as unknown as Storage;\n",
    'src/tensor/storage.ts': "import { below } from './below.js';\nexport type Storage = typeof below;\n",
    'src/backend/webgpu/node-adapter.ts': "export const gpu = () => import('webgpu');\n",
    'src/backend/gpujs/node-gpujs.ts': "export const gpuJs = () => import('gpu.js');\n",
    'src/data/file.ts': "import 'node:fs';\n",
  };

  function cruise(folder: string): { rule: { name: string }; from: string }[] {
    const depcruise = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const { stdout } = node(folder, depcruise, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src');
    return JSON.parse(stdout).summary.violations;
  }

  let found: string[];
  beforeAll(() => {
    const files = violations.map(([, file, text, others]) => ({ [file]: text, ...others }));
    found = cruise(plant(Object.assign({}, ...files))).map(({ rule, from }) => `${rule.name} ${from}`);
  });

  test.each(violations)('%s refuses %s', (rule, file) => {
    expect(found).toContain(`${rule} ${file}`);
  });

  test('no rule is without a case here', () => {
    const rules = node(
      root,
      '-p',
      "require('./.dependency-cruiser.cjs').forbidden.map(({ name }) => name).join('\\n')",
    );
    expect(rules.stdout.trim().split('\n').sort()).toEqual(violations.map(([rule]) => rule).sort());
  });

  test('imports downwards, a circle of types, import("webgpu") in its adapter and Node in src/data are allowed', () => {
    expect(cruise(plant(allowed))).toEqual([]);
  });
});

describe('the browser check', () => {
  const deep = (text: string) =>
    plant({ 'src/index.ts': "export * from './train/fit.js';\n", 'src/train/fit.ts': text });

  test('a Node module behind two imports is refused with the way to it', () => {
    const { status, stderr } = node(
      deep("export { readFile } from 'node:fs/promises';\n"),
      'scripts/check-browser-bundle.mjs',
    );
    expect(status).toBe(1);
    expect(stderr).toContain('src/index.ts -> src/train/fit.ts -> node:fs/promises');
  });

  test('the webgpu package is refused as an import, and allowed as an import() or a type', () => {
    expect(node(deep("export { create } from 'webgpu';\n"), 'scripts/check-browser-bundle.mjs').stderr).toContain(
      '-> webgpu',
    );
    const later =
      "import type { create } from 'webgpu';\nexport const gpu = (): Promise<{ create: typeof create }> => import('webgpu');\n";
    expect(node(deep(later), 'scripts/check-browser-bundle.mjs').status).toBe(0);
  });
});

describe('the picture of a terminal', () => {
  function draw(recording: string, ...options: string[]) {
    const script = join(root, 'scripts/terminal-picture.mjs');
    return spawnSync(process.execPath, [script, ...options], { input: recording, encoding: 'utf8' });
  }
  const textsOf = (picture: string) => [...picture.matchAll(/<text .*?>(.*)<\/text>/g)].map(([, text]) => text);

  test('shows the prompt, and of what was written over, as a progress bar is, only what came last', () => {
    const { status, stdout } = draw(
      '\r\n\x1b7\x1b[1G1/2 ███\x1b[0K\x1b[1G1/2   done\r\n\x1b[32ma < b\x1b[0m\r\n\r\n',
      'run it',
    );
    expect(status).toBe(0);
    expect(textsOf(stdout)).toEqual(['$ run it', '1/2\u00a0\u00a0 done', 'a &lt; b']);
  });

  test('is as high as its lines, and indents them by columns', () => {
    const { stdout } = draw('one\n\n  three\n', 'c');
    expect(stdout).toContain('width="712" height="122"');
    expect(stdout).toContain('<text x="36.8" y="102" textLength="42.0">three</text>');
  });

  test('is not drawn of nothing', () => {
    expect(draw('\r\n', 'c')).toMatchObject({
      status: 1,
      stdout: '',
      stderr: 'terminal-picture: nothing came on standard input\n',
    });
  });
});

describe('the count at the end of a test run', () => {
  function lastLines(tests: Record<string, string>, lines: number): string[] {
    const folder = plant(tests);
    const { stdout } = node(folder, join(root, 'node_modules/vitest/vitest.mjs'), 'run');
    return stdout.trimEnd().split('\n').slice(-lines);
  }
  const start = "import { beforeAll, describe, expect, test } from 'vitest';\n";

  test('it counts passed, failed and skipped tests', () => {
    const tests = {
      'test/unit/a.test.ts': `${start}test('a', () => {});\ntest('b', () => expect(1).toBe(2));\ntest.skip('c', () => {});\n`,
      'test/golden/b.test.ts': `${start}test('d', () => {});\n`,
    };
    expect(lastLines(tests, 2)).toEqual(['1 skipped', '2 passed, 1 failed']);
  });

  test('a file that does not load and a hook that throws are failures too', () => {
    const tests = {
      'test/unit/a.test.ts': "import './nowhere.js';\n",
      'test/unit/b.test.ts': `${start}describe('s', () => { beforeAll(() => { throw new Error(); }); test('never', () => {}); });\n`,
      'test/unit/c.test.ts': `${start}test('a', () => {});\n`,
    };
    expect(lastLines(tests, 1)).toEqual(['1 passed, 2 failed']);
  });
});
