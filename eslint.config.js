import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** What Node puts into every module and a browser does not. */
const nodeGlobals = ['process', 'Buffer', 'global', 'require', 'module', '__dirname', '__filename', 'setImmediate'];

export default defineConfig(
  globalIgnores(['dist/', 'web/dist/', 'coverage/', 'docs/api/', 'runs/', 'datasets/', '**/*.generated.ts']),

  js.configs.recommended,
  {
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': ['error', { destructuring: 'all' }],
      // A kernel in plain loops may run `for (;;)`; a condition elsewhere that never changes is a slip.
      'no-constant-condition': ['error', { checkLoops: 'allExceptWhileTrue' }],
    },
  },

  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // A promise that nobody waits for is an error that nobody sees, or a read of the device that comes too early.
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/return-await': 'error',

      // What a type says, it means.
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/no-base-to-string': 'error',
      '@typescript-eslint/restrict-plus-operands': 'error',
      '@typescript-eslint/no-deprecated': 'error',

      // An import that only names types disappears from the program, and is seen to.
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',

      '@typescript-eslint/no-unused-vars': ['error', { args: 'after-used', argsIgnorePattern: '^_' }],

      // Loops over typed arrays: an index inside the bounds is never undefined, and the compiler cannot know it.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/prefer-for-of': 'off',
    },
  },

  {
    // The engine is the same code in a browser; imports of Node are refused by .dependency-cruiser.cjs.
    files: ['src/{tensor,backend,autograd,ops,nn,optim,train}/**/*.ts', 'src/index.ts'],
    ignores: ['src/backend/webgpu/node-adapter.ts', 'src/backend/webgpu/tuning/node-tuning.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...nodeGlobals.map((name) => ({ name, message: 'The engine also runs in a browser, where Node is not.' })),
      ],
      'no-console': 'error',
    },
  },

  {
    // Only the command line may end the process: elsewhere an error is thrown, and the caller decides.
    files: ['src/**/*.ts'],
    ignores: ['src/cli/**'],
    rules: { 'no-restricted-properties': ['error', { object: 'process', property: 'exit' }] },
  },

  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: Object.fromEntries(['console', 'process', 'URL', ...nodeGlobals].map((name) => [name, 'readonly'])),
    },
  },
);
