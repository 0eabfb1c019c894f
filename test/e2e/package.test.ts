import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// Slow, because it is the real thing: npm packs the project, and a project of its own installs the package from the registry.

const root = resolve(import.meta.dirname, '../..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const folder = mkdtempSync(join(tmpdir(), 'handgrad-package-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const consumer = `
import { adam, dense, fit, sequential, softmaxCrossEntropy, tensor, type History } from 'handgrad';
import { writeFileAtomic } from 'handgrad/node';

const w = tensor([[2], [3]], { requiresGrad: true });
tensor([[1, 2]]).matmul(w).sum().backward();
const model = sequential([dense(2)], { inputShape: [2] });
const history: History = await fit(
  model,
  { count: 2, inputs: Float32Array.of(0, 1, 1, 0), inputShape: [2], targets: Int32Array.of(0, 1), targetShape: [] },
  { epochs: 3, optimizer: adam(), loss: softmaxCrossEntropy },
);
console.log(JSON.stringify({ grad: await w.grad?.array(), epochs: history.epochs.length, node: typeof writeFileAtomic }));
`;

/** The program that the README shows. */
function readmeProgram(): string {
  const [, program] = /```ts\n(.*?)```/s.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? [];
  if (program === undefined) throw new Error('README.md shows no TypeScript');
  return program;
}

function npm(...words: string[]): string {
  return execFileSync('npm', [...words, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    encoding: 'utf8',
  });
}

describe('the package', () => {
  beforeAll(() => {
    // The declarations too: what `npm publish` makes through `prepare`.
    execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), '--types'], { cwd: root });
    npm('pack', root, '--ignore-scripts');
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
    npm('install', `./handgrad-${version}.tgz`, '--ignore-scripts', '--prefer-offline');
    writeFileSync(join(folder, 'consumer.ts'), consumer);
    writeFileSync(join(folder, 'readme.ts'), readmeProgram());
  }, 180_000);

  it('holds the built library and nothing of the workshop', () => {
    const packed = readdirSync(join(folder, 'node_modules/handgrad')).sort();
    expect(packed).toEqual(['LICENSE', 'README.md', 'dist', 'docs', 'kernels', 'package.json']);
    const built = readdirSync(join(folder, 'node_modules/handgrad/dist'), { recursive: true }).map(String);
    expect(built).toContain('index.d.ts');
    expect(built.filter((file) => /^examples|e2e|\.test\./.test(file))).toEqual([]);
  });

  it.each([
    ['NodeNext', 'NodeNext'],
    ['ESNext', 'bundler'],
  ])(
    "type-checks, with the README's program, in a strict project with module %s and resolution %s",
    (module, moduleResolution) => {
      const options = { strict: true, target: 'ES2022', module, moduleResolution, noEmit: true, types: [] };
      const project = { compilerOptions: { ...options, skipLibCheck: false }, files: ['consumer.ts', 'readme.ts'] };
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(project));
      const tsc = join(root, 'node_modules/typescript/bin/tsc');
      const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
      expect(stdout).toBe('');
    },
  );

  it('runs, in Node, what its types promise', async () => {
    const outfile = join(folder, 'consumer.mjs');
    await build({ entryPoints: [join(folder, 'consumer.ts')], outfile, format: 'esm', target: 'node20' });
    const printed = execFileSync(process.execPath, [outfile], { cwd: folder, encoding: 'utf8' });
    expect(JSON.parse(printed)).toEqual({ grad: [[1], [2]], epochs: 3, node: 'function' });
  });

  it('brings the command', () => {
    expect(npm('exec', '--offline', '--', 'handgrad', '--version').trim()).toBe(version);
  });

  it('bundles for a browser with nothing left to import, at once or later', async () => {
    const stdin = { contents: "export * from 'handgrad';", resolveDir: folder };
    const { metafile } = await build({
      stdin,
      bundle: true,
      platform: 'browser',
      format: 'esm',
      write: false,
      metafile: true,
      outfile: 'bundle.js',
    });
    const [{ imports, bytes }] = Object.values(metafile.outputs);
    expect(bytes).toBeGreaterThan(100_000);
    expect(imports).toEqual([]);
  });
});
