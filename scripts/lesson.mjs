// The lessons of docs/lessons: lists them, runs one's script, checks one's own solutions, refreshes what its text shows.
//
//   npm run lesson                        the list
//   npm run lesson 7                      runs docs/lessons/07-*/lesson.ts
//   npm run lesson 7 -- --check my.ts     checks one's own solutions; exit code 1 unless all hold
//   npm run lesson 7 -- --update          rewrites the excerpts, outputs and pictures of its README
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Command, Option } from 'commander';
import { bundleChecks, bundleFile } from './lessons/bundle-lesson.mjs';
import { checkExercises } from './lessons/check-exercises.mjs';
import { freshReadme } from './lessons/fresh-readme.mjs';
import { lessonOf, lessons, root } from './lessons/lesson-folders.mjs';
import { runAsScript } from './run-as-script.mjs';
import { writeIfChanged } from './write-if-changed.mjs';

/** @typedef {import('./lessons/lesson-folders.mjs').Lesson} Lesson */

function list() {
  for (const { number, title, folder } of lessons()) {
    console.log(`${String(number).padStart(2)}  ${title} (${relative(root, folder)})`);
  }
  console.log(
    '\nRead the README.md of a folder; npm run lesson 1 runs its script, npm run lesson 1 -- --check my.ts your solutions.',
  );
}

/** @param {Lesson} lesson */
async function run(lesson) {
  const { status } = spawnSync(process.execPath, [await bundleFile(lesson, 'lesson')], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}

/**
 * @param {Lesson} lesson
 * @param {string} file as it was typed
 */
async function check(lesson, file) {
  // npm starts its scripts in the project's folder and says in INIT_CWD where it was called.
  const path = resolve(process.env.INIT_CWD ?? '', file);
  if (!existsSync(path)) {
    const template = join(relative(process.cwd(), lesson.folder), 'exercises.ts');
    throw new Error(`there is no file ${file}; begin with a copy: cp ${template} ${file}`);
  }
  const { checks, exercises, own } = await import(pathToFileURL(await bundleChecks(lesson, path)).href);
  const results = await checkExercises(checks, exercises, own);
  results.forEach(({ title, problem }, i) => {
    console.log(`${problem === null ? 'solved ' : 'not yet'}  exercise ${i + 1}: ${title}`);
    if (problem !== null) console.log(problem.replace(/^/gm, '         '));
  });
  const solved = results.filter(({ problem }) => problem === null).length;
  console.log(`${solved} of ${results.length} solved`);
  if (solved < results.length) process.exitCode = 1;
}

/** @param {Lesson} lesson */
async function update(lesson) {
  const script = spawnSync(process.execPath, [await bundleFile(lesson, 'lesson')], { encoding: 'utf8' });
  if (script.status !== 0) throw new Error(`lesson.ts failed:\n${script.stderr}`);
  const readme = join(lesson.folder, 'README.md');
  const sourceOf = (path) => readFileSync(join(root, path), 'utf8');
  write(readme, freshReadme(readFileSync(readme, 'utf8'), sourceOf, script.stdout));
  const { pictures } = await import(pathToFileURL(await bundleFile(lesson, 'pictures')).href);
  for (const [file, draw] of Object.entries(pictures)) write(join(lesson.folder, file), await draw());
}

/**
 * @param {string} path
 * @param {string} content
 */
function write(path, content) {
  console.log(`${relative(process.cwd(), path)} ${writeIfChanged(path, content) ? 'written' : 'is as it was'}`);
}

await runAsScript(import.meta.url, 'lesson', () =>
  new Command('lesson')
    .description('lists the lessons, or runs the script of one')
    .argument('[number]', 'which lesson')
    .option('--check <file>', 'check your own solutions of its exercises')
    .addOption(new Option('--update', 'rewrite the excerpts, outputs and pictures of its README').conflicts('check'))
    .action((number, options) => {
      if (number === undefined) return list();
      const lesson = lessonOf(number);
      if (options.check !== undefined) return check(lesson, options.check);
      return options.update ? update(lesson) : run(lesson);
    })
    .parseAsync(),
);
