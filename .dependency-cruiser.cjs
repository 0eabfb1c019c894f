// Which file may import which. The layers are those of the design, bottom up; `npm run layers` holds the code to them.
// That src/index.ts needs nothing of Node, at any depth, is shown by bundling it: scripts/check-browser-bundle.mjs.

const { builtinModules } = require('node:module');

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
/** From here up a file may use Node. */
const firstLayerOnNode = layers.indexOf('data');

const anyOf = (names) => `(${names.join('|')})`;
const inLayers = (names) => `^src/${anyOf(names)}/`;
const faces = '^src/(index|node)[.]ts$';
const nodeAdapter = '^src/backend/(webgpu/node-adapter|webgpu/tuning/node-tuning|wasm/node-workers)[.]ts$';
const gpuJsLoader = '^src/backend/gpujs/node-gpujs[.]ts$';
const gpuJsPackage = '(^|/)node_modules/gpu[.]js/|^gpu[.]js$';

/** A file imports from its own layer or from below, never from above: not even a type, for a type is knowledge too. */
const noImportUpwards = layers.map((layer, level) => ({
  name: `no-import-upwards-from-${layer}`,
  comment: `src/${layer}/ may import from ${anyOf(layers.slice(0, level + 1))} only: move what it needs down, or pass it in.`,
  severity: 'error',
  from: { path: inLayers([layer]) },
  to: { path: [...(level + 1 < layers.length ? [inLayers(layers.slice(level + 1))] : []), faces] },
}));

module.exports = {
  forbidden: [
    ...noImportUpwards,
    {
      name: 'every-file-in-a-layer',
      comment:
        'A file of src/ is in one of the layers, or it escapes the rules: add a new folder to the list of layers.',
      severity: 'error',
      from: { path: '^src/', pathNot: [inLayers(layers), faces] },
      to: {},
    },
    {
      name: 'import-only-from-layers',
      comment: 'As every-file-in-a-layer, for a file that imports nothing itself.',
      severity: 'error',
      from: {},
      to: { path: '^src/', pathNot: [inLayers(layers), faces] },
    },
    {
      name: 'no-cycle',
      comment:
        'Files that load each other in a circle can only be understood, and loaded, together. A circle that an `import type` ' +
        'breaks is allowed (within a layer, as above): a tensor and its storage name each other.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'engine-without-node',
      comment: 'Below src/data/ the engine is the same code in a browser: pass bytes and callbacks in instead.',
      severity: 'error',
      from: { path: inLayers(layers.slice(0, firstLayerOnNode)), pathNot: nodeAdapter },
      to: { path: `^(node:)?${anyOf(builtinModules)}$`, dependencyTypes: ['core'] },
    },
    {
      name: 'webgpu-package-only-in-its-adapter',
      comment: 'The `webgpu` package is native code for Node. Only src/backend/webgpu/node-adapter.ts knows it.',
      severity: 'error',
      from: { path: '^src/', pathNot: nodeAdapter },
      to: { path: '(^|/)node_modules/webgpu/|^webgpu$' },
    },
    {
      name: 'webgpu-package-only-when-asked-for',
      comment:
        'import("webgpu"), never `import ... from`: a browser must not need it, and a driver is loaded only if used.',
      severity: 'error',
      from: { path: nodeAdapter },
      to: { path: '(^|/)node_modules/webgpu/|^webgpu$', dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'gpu.js-package-only-in-its-loader',
      comment: 'In a browser the page loads gpu.js. Only src/backend/gpujs/node-gpujs.ts knows the package.',
      severity: 'error',
      from: { path: '^src/', pathNot: gpuJsLoader },
      to: { path: gpuJsPackage },
    },
    {
      name: 'gpu.js-package-only-when-asked-for',
      comment: 'import("gpu.js"), never `import ... from`, not even of a type: it is an optional peer dependency.',
      severity: 'error',
      from: { path: gpuJsLoader },
      to: { path: gpuJsPackage, dynamic: false },
    },
    {
      name: 'no-backend-knows-another',
      comment:
        'Backends share the contract in src/backend/ and the programs that they replay, not code: the reference stays an ' +
        'independent oracle.',
      severity: 'error',
      from: { path: '^src/backend/([^/]+)/' },
      to: { path: '^src/backend/[^/]+/', pathNot: '^src/backend/($1|program)/' },
    },
    {
      name: 'src-on-its-own',
      comment: 'What is published does not need what is not: tests, benches, examples, scripts.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|bench|examples|scripts|web)/' },
    },
    {
      name: 'no-development-dependency-in-src',
      comment:
        'What src/ imports, types included, is installed with handgrad: a dependency, not a devDependency. (Or an optional peer ' +
        'dependency, which its user installs.)',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm-peer'] },
    },
    {
      name: 'import-of-nothing',
      comment: 'The imported file or package does not exist.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Imports of types count: they vanish from the program, not from what one has to know.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    moduleSystems: ['es6'],
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
};
