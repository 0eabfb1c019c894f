// Runs one of examples/: `npm run example xor`. Node 20 does not read TypeScript, so esbuild turns the one file into JavaScript;
// it imports 'handgrad' as any project would, which here is dist/.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const names = readdirSync(`${root}/examples`).flatMap((file) =>
  file.endsWith('.ts') ? [file.slice(0, -'.ts'.length)] : [],
);
const name = process.argv[2] ?? '';
if (!names.includes(name)) {
  console.error(`example: there is no '${name}'; known are ${names.join(', ')} (npm run example xor)`);
  process.exit(2);
}
const outfile = `${root}/dist/examples/${name}.mjs`;
await bundle({ entryPoints: [`${root}/examples/${name}.ts`], outfile });
process.exit(spawnSync(process.execPath, [outfile], { stdio: 'inherit' }).status ?? 1);
